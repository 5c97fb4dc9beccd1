package odt

import (
	"fmt"
	"strings"
)

// Colours and fonts are those of the note as a page: quiet, and legible in black and white.
const (
	ink  = "#17594a"
	dim  = "#4b5956"
	sans = "'Liberation Sans', Arial, sans-serif"
	text = "'Liberation Serif', 'Times New Roman', serif"
)

// automatic are the styles of tables, which belong to the content.
const automatic = `<office:automatic-styles>
<style:style style:name="Table" style:family="table"><style:table-properties style:width="17cm" table:align="margins" fo:margin-top="0.2cm" fo:margin-bottom="0.3cm"/></style:style>
<style:style style:name="First" style:family="table-column"><style:table-column-properties style:rel-column-width="5*"/></style:style>
<style:style style:name="Others" style:family="table-column"><style:table-column-properties style:rel-column-width="3*"/></style:style>
<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties fo:padding="0.12cm" fo:border="0.5pt solid #77837f"/></style:style>
<style:style style:name="HeadCell" style:family="table-cell"><style:table-cell-properties fo:padding="0.12cm" fo:border="0.5pt solid #77837f" fo:background-color="#e6efe9"/></style:style>
</office:automatic-styles>
`

// paragraph is a style of paragraphs that follows another.
type paragraph struct{ name, parent, paragraph, text string }

const (
	boxed  = `fo:padding="0.15cm" fo:border="0.5pt solid ` + ink + `" fo:margin-left="0.2cm" fo:margin-right="0.2cm" style:join-border="true"`
	barred = `fo:padding="0.15cm" fo:border-left="2.5pt solid ` + ink + `" fo:border-right="none" fo:border-top="none" fo:border-bottom="none"` +
		` fo:background-color="#f3f6f4" fo:margin-left="0.2cm" style:join-border="true"`
)

var paragraphs = []paragraph{
	{string(Body), "Standard", `fo:margin-top="0cm" fo:margin-bottom="0.2cm" fo:orphans="2" fo:widows="2"`, ""},
	{string(Fine), string(Body), "", `fo:font-size="9.5pt" fo:color="` + dim + `"`},
	{string(Asked), string(Body), boxed, ""},
	{string(Head), string(Asked), `fo:keep-with-next="always" ` + boxed, `fo:font-weight="bold" fo:font-family="` + sans + `"`},
	{string(Answer), string(Body), barred, ""},
	{string(Missing), string(Answer), barred, `fo:font-style="italic" fo:color="` + dim + `"`},
	{string(Answered), string(Answer), barred, `fo:font-size="9.5pt" fo:color="` + dim + `"`},
	{"Item", string(Body), `fo:margin-bottom="0.05cm"`, ""},
	{"CellText", "Standard", "", `fo:font-size="10pt"`},
	{"CellHead", "Standard", "", `fo:font-size="10pt" fo:font-weight="bold" fo:font-family="` + sans + `"`},
	{"Footer", "Standard", `fo:text-align="center"`, `fo:font-size="9pt" fo:color="` + dim + `"`},
}

// headings are their sizes, and what stands above and below them.
var headings = []struct{ size, above, below string }{{"20pt", "0cm", "0.2cm"}, {"15pt", "0.8cm", "0.2cm"}, {"12.5pt", "0.6cm", "0.1cm"}, {"11pt", "0.4cm", "0.1cm"}}

// styles are those of the document, the page and its foot.
func (m Meta) styles() string {
	var b strings.Builder
	language, country := m.locale()
	b.WriteString("<office:styles>\n")
	fmt.Fprintf(&b, `<style:default-style style:family="paragraph"><style:paragraph-properties fo:line-height="125%%"/><style:text-properties fo:font-family="%s" fo:font-size="11pt" fo:language="%s" fo:country="%s"/></style:default-style>`+"\n", text, language, country)
	b.WriteString(`<style:style style:name="Standard" style:family="paragraph" style:class="text"/>` + "\n")
	for i, h := range headings {
		rule := ""
		if i == 1 {
			rule = ` fo:border-bottom="1pt solid ` + ink + `" fo:padding-bottom="0.05cm"`
		}
		fmt.Fprintf(&b, `<style:style style:name="Heading_20_%d" style:display-name="Heading %d" style:family="paragraph" style:parent-style-name="Standard" style:next-style-name="Body" style:default-outline-level="%d" style:class="text">`+
			`<style:paragraph-properties fo:margin-top="%s" fo:margin-bottom="%s" fo:keep-with-next="always"%s/><style:text-properties fo:font-family="%s" fo:font-size="%s" fo:font-weight="bold"/></style:style>`+"\n",
			i+1, i+1, i+1, h.above, h.below, rule, sans, h.size)
	}
	for _, p := range paragraphs {
		fmt.Fprintf(&b, `<style:style style:name="%s" style:family="paragraph" style:parent-style-name="%s"><style:paragraph-properties %s/><style:text-properties %s/></style:style>`+"\n", p.name, p.parent, p.paragraph, p.text)
	}
	fmt.Fprintf(&b, `<style:style style:name="Link" style:family="text"><style:text-properties fo:color="%s" style:text-underline-style="solid" style:text-underline-width="auto" style:text-underline-color="font-color"/></style:style>`+"\n", ink)
	b.WriteString(lists + "</office:styles>\n" + page)
	return b.String()
}

const lists = `<text:list-style style:name="Bullets"><text:list-level-style-bullet text:level="1" text:bullet-char="•"><style:list-level-properties text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment text:label-followed-by="listtab" text:list-tab-stop-position="0.9cm" fo:text-indent="-0.5cm" fo:margin-left="0.9cm"/></style:list-level-properties></text:list-level-style-bullet></text:list-style>
<text:list-style style:name="Numbers"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."><style:list-level-properties text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment text:label-followed-by="listtab" text:list-tab-stop-position="1cm" fo:text-indent="-0.6cm" fo:margin-left="1cm"/></style:list-level-properties></text:list-level-style-number></text:list-style>
`

const page = `<office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" style:print-orientation="portrait" fo:margin="2cm"/><style:footer-style><style:header-footer-properties fo:min-height="0.6cm" fo:margin-top="0.4cm"/></style:footer-style></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"><style:footer><text:p text:style-name="Footer"><text:page-number text:select-page="current">1</text:page-number> / <text:page-count>1</text:page-count></text:p></style:footer></style:master-page></office:master-styles>
`
