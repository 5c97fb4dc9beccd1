package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"parcours/events"
	"parcours/files"
	"parcours/messages"
	"parcours/pages"
)

// deskFiles is what a delegation handed in: of one arbitrage, or its resources.
type deskFiles struct {
	ID, Action string // of the form
	Decision   int    // 0 for resources
	There      []deskFile
	Removed    []string // what was there, in words
	Programme  []events.Resource
	Adds       bool   // whoever looks may hand in
	Accept     string // endings that are taken
	Hint, Room string // in words
	Link, Name string // of a form that was refused
	Problem    string // with it, in words
	ProblemAt  string // "file", "link" or "name"
}

// deskFile is a document or link that is there.
type deskFile struct {
	ID, Name, Address string
	About             string // kind and size, in words
	Said              string // who put it there and when, in words
	Removes           bool   // whoever looks may take it away
}

// handedForm is a form that handed something in and was refused.
type handedForm struct {
	decision       int
	link, name, at string
}

// deskFilesOf gives the documents of each arbitrage that has or asks for some, by its number, and the resources under 0.
func (p *Pages) deskFilesOf(ctx context.Context, words *messages.Printer, who *events.Person, t *events.Territory) (map[int]*deskFiles, error) {
	snap := p.events.Programme()
	all, err := p.files.Of(ctx, who, t.ID)
	if err != nil {
		return nil, err
	}
	used, most, err := p.files.Room(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	found := map[int]*deskFiles{0: {}}
	for _, f := range all {
		if found[f.Decision] == nil {
			found[f.Decision] = &deskFiles{}
		}
		in := found[f.Decision]
		if !f.There() {
			in.Removed = append(in.Removed, words.T("desk.file.was_there", "What", calledFile(&f), "Who", nameOf(words, snap, f.By), "When", words.Date(f.At.In(snap.Loc)),
				"Remover", nameOf(words, snap, f.RemovedBy), "Removed", words.Date(f.RemovedAt.In(snap.Loc))))
			continue
		}
		in.There = append(in.There, deskFile{
			ID: f.ID, Name: calledFile(&f), Address: fileAddress(&f), About: aboutFile(words, &f), Removes: files.MayRemove(who, &f),
			Said: words.T("desk.file.said", "Who", nameOf(words, snap, f.By), "When", atMoment(words, f.At.In(snap.Loc))),
		})
	}
	for _, d := range snap.Decisions {
		if found[d.Number] == nil && files.Asked(&d) {
			found[d.Number] = &deskFiles{}
		}
	}
	for number, in := range found {
		d := snap.Decision(number)
		in.ID, in.Action, in.Decision = "f-"+strconv.Itoa(number), "/d/"+t.ID+"/files", number
		in.Adds = number == 0 || files.Asked(d) && files.MayAnswer(who, t.ID)
		in.Accept = strings.Join(files.Endings(), ",")
		in.Hint = words.T("desk.file.hint", "Size", sizeWords(words, files.MaxSize))
		if used > 0 {
			in.Room = words.T("desk.file.room", "Used", sizeWords(words, used), "Most", sizeWords(words, most))
		}
	}
	for _, r := range snap.Resources {
		if r.Territory == "" || r.Territory == t.ID {
			found[0].Programme = append(found[0].Programme, r)
		}
	}
	return found, nil
}

// calledFile is how a file is called: by its name, a link without one by its address.
func calledFile(f *files.File) string {
	if f.Name == "" {
		return f.URL
	}
	return f.Name
}

func fileAddress(f *files.File) string {
	if f.Link() {
		return f.URL
	}
	return "/d/" + f.Territory + "/files/" + f.ID + "/" + url.PathEscape(f.Name)
}

// aboutFile says what opens when a file is followed.
func aboutFile(words *messages.Printer, f *files.File) string {
	if f.Link() {
		u, err := url.Parse(f.URL)
		if err != nil {
			return ""
		}
		return u.Hostname()
	}
	ending := strings.ToUpper(f.Name[strings.LastIndexByte(f.Name, '.')+1:])
	return ending + ", " + sizeWords(words, f.Size)
}

// sizeWords says a number of octets.
func sizeWords(words *messages.Printer, octets int64) string {
	if octets < 1<<20 {
		return words.T("desk.file.kilo", "Size", strconv.Itoa(int(math.Ceil(float64(octets)/1024))))
	}
	size := strings.TrimSuffix(strconv.FormatFloat(float64(octets)/(1<<20), 'f', 1, 64), ".0")
	if words.Lang() == "fr" {
		size = strings.Replace(size, ".", ",", 1)
	}
	return words.T("desk.file.mega", "Size", size)
}

// deskFile answers GET /d/{territory}/files/{id}/{name}: the document, as something to keep and never as a page of this site.
func (p *Pages) deskFile(w http.ResponseWriter, r *http.Request) {
	who, t := p.deskOf(r)
	if who == nil {
		p.NotFound(w, r)
		return
	}
	f, err := p.files.Find(r.Context(), who, t.ID, mux.Vars(r)["id"])
	name, bad := url.PathUnescape(mux.Vars(r)["name"])
	switch {
	case errors.Is(err, events.ErrNotFound), bad != nil, err == nil && (f.Link() || name != f.Name):
		p.NotFound(w, r)
		return
	case err != nil:
		p.Failed(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.Kind)
	h.Set("Content-Length", strconv.FormatInt(f.Size, 10))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if r.Method == http.MethodHead {
		return
	}
	if err := p.files.Send(r.Context(), w, f); err != nil {
		p.Log.Warn("a document was not sent whole", "file", f.ID, "error", err)
	}
}

// uploadFor is how long a document may take to arrive.
const uploadFor = 10 * time.Minute

// deskHandedIn answers POST /d/{territory}/files: a document, a link, or what is to be taken away.
func (p *Pages) deskHandedIn(w http.ResponseWriter, r *http.Request) {
	who, t := p.deskOf(r)
	if who == nil {
		p.carryOrHide(w, r)
		return
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(uploadFor)) // without a connection there is none
	sent := r.Body
	r.Body = http.MaxBytesReader(w, sent, files.MaxSize+pages.MaxForm)
	if err := r.ParseMultipartForm(pages.MaxForm); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		_, _ = io.Copy(io.Discard, io.LimitReader(sent, 10*files.MaxSize)) // a browser reads no answer before it sent all
		what, status := "unreadable", http.StatusBadRequest
		if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
			what, status = files.FieldSize, http.StatusRequestEntityTooLarge
		}
		p.showHanded(w, r, who, t, status, handedForm{at: "file"}, what)
		return
	}
	if r.MultipartForm != nil {
		defer r.MultipartForm.RemoveAll()
	}
	if id := r.PostForm.Get("remove"); id != "" {
		p.backToFiles(w, r, t, p.files.Remove(r.Context(), who, t.ID, id), "removed")
		return
	}
	form := handedForm{link: strings.TrimSpace(r.PostForm.Get("link")), name: pages.Clean(r.PostForm.Get("name"))}
	var err error
	if number := r.PostForm.Get("decision"); number != "" {
		if form.decision, err = strconv.Atoi(number); err != nil {
			p.NotFound(w, r)
			return
		}
	}
	if r.PostForm.Has(pages.IsDraft) {
		form.at = "file"
		p.showHanded(w, r, who, t, http.StatusOK, form, "again")
		return
	}
	p.handIn(w, r, who, t, form)
}

// handIn hands in the documents and the link of a form, up to the first that is refused.
func (p *Pages) handIn(w http.ResponseWriter, r *http.Request, who *events.Person, t *events.Territory, form handedForm) {
	var all []files.Handed
	if r.MultipartForm != nil {
		for _, one := range r.MultipartForm.File["file"] {
			if one.Filename == "" && one.Size == 0 {
				continue // a field that was left empty
			}
			all = append(all, files.Handed{Territory: t.ID, Decision: form.decision, Name: one.Filename, Size: one.Size, Content: &uploaded{header: one}})
		}
	}
	if form.link != "" {
		all = append(all, files.Handed{Territory: t.ID, Decision: form.decision, Name: form.name, Link: form.link})
	}
	if len(all) == 0 {
		form.at = "file"
		p.showHanded(w, r, who, t, http.StatusUnprocessableEntity, form, "nothing")
		return
	}
	for _, h := range all {
		_, err := p.files.HandIn(r.Context(), who, h)
		if u, ok := h.Content.(*uploaded); ok {
			u.Close()
		}
		var bad *events.Invalid
		switch {
		case err == nil:
			continue
		case errors.As(err, &bad):
			form.at = "file"
			if h.Link != "" {
				form.at = bad.Field
			}
			p.showHanded(w, r, who, t, http.StatusUnprocessableEntity, form, bad.Field)
		case errors.Is(err, events.ErrQuota):
			form.at = "file"
			p.showHanded(w, r, who, t, http.StatusInsufficientStorage, form, "quota")
		default:
			p.backToFiles(w, r, t, err, "")
		}
		return
	}
	p.backToFiles(w, r, t, nil, "handed="+strconv.Itoa(form.decision))
}

// uploaded is a document as it was sent, opened when it is first read.
type uploaded struct {
	header *multipart.FileHeader
	file   multipart.File
}

// ReadAt implements io.ReaderAt.
func (u *uploaded) ReadAt(b []byte, at int64) (n int, err error) {
	if u.file == nil {
		if u.file, err = u.header.Open(); err != nil {
			return 0, fmt.Errorf("the upload: %w", err)
		}
	}
	return u.file.ReadAt(b, at)
}

// Close lets go of what was opened.
func (u *uploaded) Close() {
	if u.file != nil {
		_ = u.file.Close() // read only
	}
}

func (p *Pages) backToFiles(w http.ResponseWriter, r *http.Request, t *events.Territory, err error, told string) {
	switch {
	case errors.Is(err, events.ErrNotFound), errors.Is(err, events.ErrForbidden):
		p.NotFound(w, r)
	case err != nil:
		p.Failed(w, r, err)
	default:
		http.Redirect(w, r, sentBack(r, t, told, "#main"), http.StatusSeeOther)
	}
}

// showHanded shows the desk with what was wrong with a form that handed something in.
func (p *Pages) showHanded(w http.ResponseWriter, r *http.Request, who *events.Person, t *events.Territory, status int, form handedForm, what string) {
	p.showDesk(w, r, who, t, status, tried{}, func(words *messages.Printer, page *deskPage) {
		page.Problem = words.T("desk.file.problem."+what, "Size", sizeWords(words, files.MaxSize))
		in := page.Files
		for i := range page.Decisions {
			if d := &page.Decisions[i]; d.Files != nil && d.Number == form.decision {
				in = d.Files
			}
		}
		in.Link, in.Name, in.Problem, in.ProblemAt = form.link, form.name, page.Problem, form.at
	})
}
