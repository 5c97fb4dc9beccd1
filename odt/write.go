package odt

import (
	"archive/zip"
	"bytes"
	"hash/crc32"
	"io"
	"strings"
)

// MediaType is that of the files that this package writes.
const MediaType = "application/vnd.oasis.opendocument.text"

const (
	prologue   = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	namespaces = ` xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"` +
		` xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"` +
		` xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" office:version="1.3"`
	manifest = prologue + `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="` + MediaType + `"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
`
)

// Write writes the document as a file. The same document gives the same octets.
func (d *Document) Write(w io.Writer) error {
	z := zip.NewWriter(w)
	if err := addMediaType(z); err != nil {
		return err
	}
	for _, part := range []struct{ name, text string }{
		{"content.xml", prologue + "<office:document-content" + namespaces + ">\n" + automatic + "<office:body><office:text>\n" + d.body.String() + "</office:text></office:body>\n</office:document-content>\n"},
		{"styles.xml", prologue + "<office:document-styles" + namespaces + ">\n" + d.Meta.styles() + "</office:document-styles>\n"},
		{"meta.xml", prologue + "<office:document-meta" + namespaces + "><office:meta>" + d.Meta.xml() + "</office:meta></office:document-meta>\n"},
		{"META-INF/manifest.xml", manifest},
	} {
		f, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if _, err := io.Copy(f, strings.NewReader(part.text)); err != nil {
			return err
		}
	}
	return z.Close()
}

// addMediaType says first, uncompressed and at a known place, what the file is (ODF 1.3 part 2 §3.3).
func addMediaType(z *zip.Writer) error {
	octets := []byte(MediaType)
	f, err := z.CreateRaw(&zip.FileHeader{
		Name: "mimetype", Method: zip.Store, CRC32: crc32.ChecksumIEEE(octets),
		CompressedSize64: uint64(len(octets)), UncompressedSize64: uint64(len(octets)),
	})
	if err != nil {
		return err
	}
	_, err = io.Copy(f, bytes.NewReader(octets))
	return err
}
