package imports

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/emersion/go-webdav"
	"github.com/emersion/go-webdav/caldav"
)

// Account is an account of another CalDAV server.
type Account struct {
	client *caldav.Client
	http   *login
	base   *url.URL
	home   string // path of the calendar home set
}

// login is the HTTP client of an account. It gives the password to the one host only, and follows redirections
// with the method and body that were sent, as DAV needs.
type login struct {
	client         http.Client
	user, password string
}

// fatal is an error after which asking for more is in vain.
type fatal struct{ error }

func (f fatal) Unwrap() error { return f.error }

const maxRedirects = 5

// Do implements webdav.HTTPClient.
func (a *login) Do(req *http.Request) (*http.Response, error) {
	for range maxRedirects {
		req.SetBasicAuth(a.user, a.password)
		req.Header.Set("User-Agent", "parcours")
		res, err := a.client.Do(req)
		if err != nil {
			return nil, fatal{err}
		}
		switch res.StatusCode {
		case http.StatusUnauthorized:
			res.Body.Close()
			return nil, fatal{fmt.Errorf("%s does not accept this user and password; accounts with a second factor need an app password", req.URL.Host)}
		case http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
			res.Body.Close()
			if req, err = follow(req, res); err != nil {
				return nil, err
			}
		default:
			res.Body = &bounded{ReadCloser: res.Body, left: maxAnswer, from: req.URL.Host}
			return res, nil
		}
	}
	return nil, fmt.Errorf("%s: more than %d redirections", req.URL, maxRedirects)
}

// follow is the same request to where an answer redirects it.
func follow(req *http.Request, res *http.Response) (*http.Request, error) {
	to, err := res.Location()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", req.URL, err)
	}
	if place(to) != place(req.URL) && !secured(req.URL, to) {
		return nil, fmt.Errorf("%s leads to %s, which does not get the password; give that address if you trust it", req.URL, to)
	}
	next := req.Clone(req.Context())
	next.URL, next.Host = to, ""
	if req.GetBody != nil {
		if next.Body, err = req.GetBody(); err != nil {
			return nil, err
		}
	}
	return next, nil
}

// place is the one server and door that a password is for: scheme, host and port.
func place(u *url.URL) string { return u.Scheme + "://" + u.Hostname() + ":" + portOf(u) }

// secured tells whether an address leads to the same host by https, both at the ports of their schemes.
func secured(from, to *url.URL) bool {
	return from.Scheme == "http" && to.Scheme == "https" && from.Hostname() == to.Hostname() && portOf(from) == "80" && portOf(to) == "443"
}

func portOf(u *url.URL) string {
	if port := u.Port(); port != "" {
		return port
	}
	return map[string]string{"http": "80", "https": "443"}[u.Scheme]
}

// maxAnswer is how many octets of one answer are read: a list of some 60,000 objects.
const maxAnswer = 32 << 20

// bounded is the body of an answer, of which no more than that is read.
type bounded struct {
	io.ReadCloser
	left int
	from string
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fatal{fmt.Errorf("an answer of %s does not end: more than %d octets are not read", b.from, maxAnswer)}
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// OpenAccount finds the calendars of an account from the address of its server, or of anything in it (RFC 6764 §6).
func OpenAccount(ctx context.Context, address, user, password string) (*Account, error) {
	base, err := url.Parse(address)
	if err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http" {
		return nil, fmt.Errorf("%s: write an address such as https://cloud.example.org", address)
	}
	base.User, base.RawQuery, base.Fragment = nil, "", ""
	a := &login{user: user, password: password, client: http.Client{
		Timeout:       2 * time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	s, err := discover(ctx, a, base)
	if err == nil || errors.As(err, new(fatal)) {
		return s, err
	}
	wellKnown := *base
	wellKnown.Path = "/.well-known/caldav"
	if s, second := discover(ctx, a, &wellKnown); second == nil {
		return s, nil
	}
	return nil, fmt.Errorf("no calendars found at %s: %w", address, err)
}

func discover(ctx context.Context, a *login, base *url.URL) (*Account, error) {
	client, err := caldav.NewClient(a, base.String())
	if err != nil {
		return nil, err
	}
	s := &Account{client: client, http: a, base: base}
	principal, err := client.FindCurrentUserPrincipal(ctx)
	if err != nil {
		return nil, err
	}
	s.home, err = client.FindCalendarHomeSet(ctx, principal)
	return s, err
}

// address is the URL of a path of the source.
func (s *Account) address(path string) string {
	return (&url.URL{Scheme: s.base.Scheme, Host: s.base.Host, Path: path}).String()
}

// looks are properties of a calendar that go-webdav's client does not ask for.
type looks struct {
	Color    string `xml:"response>propstat>prop>calendar-color"`
	TimeZone string `xml:"response>propstat>prop>calendar-timezone"`
}

const askLooks = xml.Header + `<propfind xmlns="DAV:" xmlns:A="http://apple.com/ns/ical/" xmlns:C="urn:ietf:params:xml:ns:caldav">` +
	`<prop><A:calendar-color/><C:calendar-timezone/></prop></propfind>`

func (s *Account) looks(ctx context.Context, path string) (looks, error) {
	var l looks
	req, err := http.NewRequestWithContext(ctx, "PROPFIND", s.address(path), strings.NewReader(askLooks))
	if err != nil {
		return l, err
	}
	req.Header.Set("Content-Type", "application/xml; charset=utf-8")
	req.Header.Set("Depth", "0")
	res, err := s.http.Do(req)
	if err != nil {
		return l, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusMultiStatus {
		return l, fmt.Errorf("PROPFIND %s: %s", path, res.Status)
	}
	err = xml.NewDecoder(io.LimitReader(res.Body, 1<<20)).Decode(&l)
	return looks{strings.TrimSpace(l.Color), strings.TrimSpace(l.TimeZone)}, err
}

// list gives the objects of a calendar with their ETags. Those that the answer does not describe are in the error.
func (s *Account) list(ctx context.Context, path string) ([]webdav.FileInfo, error) {
	all, err := s.client.ReadDir(ctx, path, false)
	var objects []webdav.FileInfo
	for _, f := range all {
		if !f.IsDir {
			objects = append(objects, f)
		}
	}
	return objects, err
}

// object fetches an object as it stands: calendar-data in a report would be decoded and lose its octets.
func (s *Account) object(ctx context.Context, path string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.address(path), nil)
	if err != nil {
		return nil, err
	}
	res, err := s.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s", res.Status)
	}
	octets, err := io.ReadAll(io.LimitReader(res.Body, maxImported+1))
	if err != nil {
		return nil, fatal{err}
	}
	return inUTF8(octets, res.Header.Get("Content-Type")), nil
}
