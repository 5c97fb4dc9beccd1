// Package replies understands what a person writes back in plain words, in French or English: "ok pour le 24", "1 : 10 mars élus
// oui / 2 : oui". It is pure: the words and what is asked of the person go in, what they answer comes out. Every word of a
// sentence has to be one that it knows; a condition, a question, a choice left open, a date that two sessions share or nobody
// asked about makes the sentence one that is not understood. It answers nothing: that is for the person to confirm.
package replies
