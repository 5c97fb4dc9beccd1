package caldav

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"parcours/attachments"
	"parcours/calendars"
	"parcours/events"
	"parcours/files"
)

// attachmentsPath is what the paths of attachments begin with: an id and a name follow.
const attachmentsPath = "/dav/attachments/"

// postObject is POST on an object: something is done to its attachments (RFC 8607 §3.3).
func (x *exchange) postObject(res resource) error {
	q := x.r.URL.Query()
	action, id, rids := q.Get("action"), q.Get("managed-id"), instancesIn(q.Get("rid"))
	if q.Has("rid") && len(rids) == 0 {
		return refuse(http.StatusForbidden, "<C:valid-rid/>", "rid names dates, or M")
	}
	t, err := x.findObject(res, calendars.ItemQuery{NoOctets: true})
	if err != nil {
		return err
	}
	if !t.collection.Rights.Write {
		return events.ErrForbidden
	}
	pre, err := x.preconditions(res)
	if err != nil {
		return err
	}
	o := attachments.Object{Collection: t.collection, Name: res.name, Pre: pre}
	switch {
	case action == "attachment-add" && id == "":
		return x.attach(res, o, http.StatusCreated, func(up attachments.Upload) (string, calendars.PutResult, error) {
			return x.attachments.Add(x.ctx, x.viewer, o, up, rids)
		})
	case action == "attachment-update" && id != "" && !q.Has("rid"):
		return x.attach(res, o, http.StatusOK, func(up attachments.Upload) (string, calendars.PutResult, error) {
			return x.attachments.Replace(x.ctx, x.viewer, o, id, up)
		})
	case action == "attachment-remove" && id != "":
		result, err := x.attachments.Remove(x.ctx, o, id, rids)
		if err != nil {
			return err
		}
		return x.wrote(res, result)
	case action == "attachment-update" && id != "":
		return refuse(http.StatusForbidden, "<C:valid-rid/>", "an attachment is replaced in all instances")
	case action == "attachment-add", action == "attachment-update", action == "attachment-remove":
		return refuse(http.StatusForbidden, "<C:valid-managed-id/>", "managed-id names the attachment that is replaced or removed, and no new one")
	}
	return refuse(http.StatusForbidden, "<C:valid-action/>", "action is attachment-add, attachment-update or attachment-remove")
}

func instancesIn(rid string) []string {
	return strings.FieldsFunc(rid, func(r rune) bool { return r == ',' || r == ' ' })
}

// attach reads a document and has it kept; the answer tells its id (RFC 8607 §5.1).
func (x *exchange) attach(res resource, o attachments.Object, status int, keep func(attachments.Upload) (string, calendars.PutResult, error)) error {
	up, err := x.upload()
	if err != nil {
		return err
	}
	id, result, err := keep(up)
	if err != nil {
		return err
	}
	x.w.Header().Set("Cal-Managed-ID", id)
	if preferencesOf(x.r.Header).representation {
		if t, err := x.findObject(res, calendars.ItemQuery{}); err == nil {
			return x.represent(t, status)
		}
	}
	x.stored(result)
	x.w.Header().Set("Content-Length", "0")
	x.w.WriteHeader(status)
	return nil
}

// upload reads the body as a document, named by Content-Disposition.
func (x *exchange) upload() (up attachments.Upload, err error) {
	tooLarge := refuse(http.StatusForbidden, "<C:max-attachment-size/>", "at most "+strconv.Itoa(files.MaxSize)+" octets are attached")
	if x.r.ContentLength > files.MaxSize {
		return up, tooLarge
	}
	if up.Content, err = io.ReadAll(io.LimitReader(x.r.Body, files.MaxSize+1)); err != nil {
		return up, badRequest("the body did not arrive whole")
	}
	if len(up.Content) > files.MaxSize {
		return up, tooLarge
	}
	if len(up.Content) == 0 {
		return up, badRequest("the body is the document")
	}
	up.Kind, up.At = "application/octet-stream", x.base()+attachmentsPath
	if kind, _, err := mime.ParseMediaType(x.r.Header.Get("Content-Type")); err == nil {
		up.Kind = kind
	}
	if _, params, err := mime.ParseMediaType(x.r.Header.Get("Content-Disposition")); err == nil {
		up.Name = params["filename"]
	}
	return up, nil
}

// base is the address of this server, without a slash at the end.
func (x *exchange) base() string {
	if x.publicURL != "" {
		return x.publicURL
	}
	return "http://" + x.r.Host
}

// getAttachment sends a document to whom an event of theirs names it; it is never shown as part of this site.
func (x *exchange) getAttachment(res resource) error {
	f, err := x.attachments.Read(x.ctx, x.viewer, res.id)
	if err != nil {
		return err
	}
	h := x.w.Header()
	h.Set("ETag", quoted(f.Digest))
	h.Set("Cache-Control", "private, no-cache")
	if unchanged(x.r.Header, f.Digest, f.At) {
		x.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", f.Kind)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Content-Length", strconv.FormatInt(f.Size, 10))
	x.w.WriteHeader(http.StatusOK)
	if x.r.Method == http.MethodHead {
		return nil
	}
	return x.files.Send(x.ctx, x.w, f)
}

// checkManaged refuses an object that names attachments of this server which are not there for its writer (RFC 8607 §3.11).
func (x *exchange) checkManaged(octets []byte) error {
	ours := func(address string) bool { return strings.HasPrefix(address, x.base()+attachmentsPath) }
	return x.attachments.Check(x.ctx, x.viewer, octets, ours)
}

// attachmentCondition is the precondition of an error about attachments, "" for others.
func attachmentCondition(err error) string {
	switch {
	case errors.Is(err, attachments.ErrMany):
		return "<C:max-attachments-per-resource/>"
	case errors.Is(err, attachments.ErrInstance):
		return "<C:valid-rid/>"
	case errors.Is(err, attachments.ErrManaged):
		return "<C:valid-managed-id/>"
	}
	return ""
}
