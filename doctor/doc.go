// Package doctor looks at a server from where it runs, and says of each thing whether it is right and how to mend it:
// configuration, names, certificates, proxy, mail, store, clock, disk, permissions. It changes nothing and mails nobody.
package doctor
