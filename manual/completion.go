package manual

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// Completion is what a shell (bash, zsh, fish) needs to complete commands and flags.
func Completion(model *kong.Application, shell string) string {
	write := map[string]func([]completed) string{"bash": bash, "zsh": zsh, "fish": fish}[shell]
	return write(completions(model.Node, nil))
}

// completed is what may follow some words of a command line.
type completed struct {
	after []string // "people", "link"
	next  []word   // commands and flags
}

type word struct{ name, help string }

func completions(n *kong.Node, path []string) []completed {
	here := completed{after: path}
	for _, c := range n.Children {
		if !c.Hidden {
			here.next = append(here.next, word{c.Name, c.Help})
		}
	}
	if len(path) > 0 {
		for _, f := range FlagsOf(n) {
			here.next = append(here.next, word{"--" + f.Name, f.Help})
		}
	}
	here.next = append(here.next, word{"--help", "Show what it does."})
	all := []completed{here}
	for _, c := range n.Children {
		if !c.Hidden {
			all = append(all, completions(c, append(slices.Clone(path), c.Name))...)
		}
	}
	return all
}

func names(next []word) string {
	var all []string
	for _, w := range next {
		all = append(all, w.name)
	}
	return strings.Join(all, " ")
}

// bash completes the words of the longest command that was typed so far, and names of files.
func bash(all []completed) string {
	var b strings.Builder
	b.WriteString("_parcours() {\n\tlocal word=${COMP_WORDS[COMP_CWORD]} path= next= w i\n\tfor ((i = 1; i < COMP_CWORD; i++)); do\n" +
		"\t\tw=${COMP_WORDS[i]}\n\t\t[[ $w == -* ]] && break\n\t\tpath+=\" $w\"\n\tdone\n\twhile :; do\n\t\tcase $path in\n")
	for _, c := range all {
		path := ""
		for _, w := range c.after {
			path += " " + w
		}
		fmt.Fprintf(&b, "\t\t%q) next=%q ;;\n", path, names(c.next))
	}
	b.WriteString("\t\tesac\n\t\t[[ -n $next || -z $path ]] && break\n\t\tpath=${path% *}\n\tdone\n\tCOMPREPLY=($(compgen -W \"$next\" -- \"$word\"))\n}\ncomplete -o default -F _parcours parcours\n")
	return b.String()
}

func zsh(all []completed) string {
	quote := strings.NewReplacer("'", "’", ":", `\:`, "[", `\[`, "]", `\]`).Replace
	var b strings.Builder
	b.WriteString("#compdef parcours\n_parcours() {\n\tlocal path= w i\n\tlocal -a next\n\tfor ((i = 2; i < CURRENT; i++)); do\n\t\tw=${words[i]}\n\t\t[[ $w == -* ]] && break\n\t\tpath+=\" $w\"\n\tdone\n" +
		"\twhile :; do\n\t\tcase $path in\n")
	for _, c := range all {
		path := ""
		for _, w := range c.after {
			path += " " + w
		}
		fmt.Fprintf(&b, "\t\t%q) next=(", path)
		for _, w := range c.next {
			fmt.Fprintf(&b, " '%s:%s'", quote(w.name), quote(w.help))
		}
		b.WriteString(" ) ;;\n")
	}
	b.WriteString("\t\tesac\n\t\t(( $#next )) && break\n\t\t[[ -z $path ]] && break\n\t\tpath=${path% *}\n\tdone\n\t_describe parcours next\n\t_files\n}\n_parcours \"$@\"\n")
	return b.String()
}

func fish(all []completed) string {
	quote := strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace
	var b strings.Builder
	for _, c := range all {
		condition := "__fish_use_subcommand"
		for i, w := range c.after {
			if i == 0 {
				condition = "__fish_seen_subcommand_from " + w
			} else {
				condition += "; and __fish_seen_subcommand_from " + w
			}
		}
		for _, w := range c.next {
			if flag, is := strings.CutPrefix(w.name, "--"); is {
				fmt.Fprintf(&b, "complete -c parcours -n '%s' -l %s -d '%s'\n", condition, flag, quote(w.help))
			} else {
				fmt.Fprintf(&b, "complete -c parcours -n '%s' -f -a %s -d '%s'\n", condition, w.name, quote(w.help))
			}
		}
	}
	return b.String()
}
