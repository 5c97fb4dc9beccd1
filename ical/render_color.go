package ical

import (
	"strconv"
	"strings"
)

// colorName is the CSS3 name of a colour, the only form that COLOR takes (RFC 7986 §5.9): the name itself, or the
// nearest of some well-known ones for "#RRGGBB"; "" for anything else.
func colorName(color string) string {
	color = strings.ToLower(strings.TrimSpace(color))
	red, green, blue, ok := parseHex(color)
	if !ok {
		if strings.Trim(color, "abcdefghijklmnopqrstuvwxyz") == "" {
			return color
		}
		return ""
	}
	nearest, least := "", 1<<30
	for _, c := range colors {
		r, g, b, _ := parseHex(c.hex)
		if d := square(r-red) + square(g-green) + square(b-blue); d < least {
			nearest, least = c.name, d
		}
	}
	return nearest
}

// colorHex is "#RRGGBB" of a colour, "" for a name that is not among the well-known ones.
func colorHex(color string) string {
	color = strings.ToLower(strings.TrimSpace(color))
	if _, _, _, ok := parseHex(color); ok {
		return strings.ToUpper(color)
	}
	for _, c := range colors {
		if c.name == color {
			return strings.ToUpper(c.hex)
		}
	}
	return ""
}

func parseHex(color string) (red, green, blue int, ok bool) {
	digits, found := strings.CutPrefix(color, "#")
	n, err := strconv.ParseUint(digits, 16, 32)
	if !found || len(digits) != 6 || err != nil {
		return 0, 0, 0, false
	}
	return int(n >> 16), int(n >> 8 & 0xff), int(n & 0xff), true
}

func square(n int) int { return n * n }

// colors are CSS3 colours that are easy to tell apart (CSS Color Module Level 3, §4.3).
var colors = []struct{ name, hex string }{
	{"black", "#000000"}, {"blue", "#0000ff"}, {"brown", "#a52a2a"}, {"cadetblue", "#5f9ea0"}, {"chocolate", "#d2691e"},
	{"coral", "#ff7f50"}, {"cornflowerblue", "#6495ed"}, {"crimson", "#dc143c"}, {"darkblue", "#00008b"},
	{"darkcyan", "#008b8b"}, {"darkgoldenrod", "#b8860b"}, {"darkgreen", "#006400"}, {"darkmagenta", "#8b008b"},
	{"darkolivegreen", "#556b2f"}, {"darkorange", "#ff8c00"}, {"darkorchid", "#9932cc"}, {"darkred", "#8b0000"},
	{"darkslateblue", "#483d8b"}, {"darkslategray", "#2f4f4f"}, {"deeppink", "#ff1493"}, {"dimgray", "#696969"},
	{"dodgerblue", "#1e90ff"}, {"firebrick", "#b22222"}, {"forestgreen", "#228b22"}, {"gold", "#ffd700"},
	{"goldenrod", "#daa520"}, {"gray", "#808080"}, {"green", "#008000"}, {"hotpink", "#ff69b4"},
	{"indianred", "#cd5c5c"}, {"indigo", "#4b0082"}, {"khaki", "#f0e68c"}, {"lightblue", "#add8e6"},
	{"lightgreen", "#90ee90"}, {"lightgray", "#d3d3d3"}, {"lime", "#00ff00"}, {"limegreen", "#32cd32"},
	{"magenta", "#ff00ff"}, {"maroon", "#800000"}, {"mediumpurple", "#9370db"}, {"mediumseagreen", "#3cb371"},
	{"midnightblue", "#191970"}, {"navy", "#000080"}, {"olive", "#808000"}, {"olivedrab", "#6b8e23"},
	{"orange", "#ffa500"}, {"orangered", "#ff4500"}, {"orchid", "#da70d6"}, {"palevioletred", "#db7093"},
	{"peru", "#cd853f"}, {"pink", "#ffc0cb"}, {"plum", "#dda0dd"}, {"purple", "#800080"},
	{"red", "#ff0000"}, {"rosybrown", "#bc8f8f"}, {"royalblue", "#4169e1"},
	{"saddlebrown", "#8b4513"}, {"salmon", "#fa8072"}, {"sandybrown", "#f4a460"}, {"seagreen", "#2e8b57"},
	{"sienna", "#a0522d"}, {"silver", "#c0c0c0"}, {"skyblue", "#87ceeb"}, {"slateblue", "#6a5acd"},
	{"slategray", "#708090"}, {"steelblue", "#4682b4"}, {"tan", "#d2b48c"}, {"teal", "#008080"},
	{"tomato", "#ff6347"}, {"turquoise", "#40e0d0"}, {"violet", "#ee82ee"}, {"white", "#ffffff"}, {"yellow", "#ffff00"},
	{"yellowgreen", "#9acd32"},
}
