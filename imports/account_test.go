package imports

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestRedirectsThatKeepThePassword(t *testing.T) {
	for _, test := range []struct {
		from, to string
		follows  bool
	}{
		{"https://a.example/x", "https://a.example/y", true},
		{"https://a.example/x", "https://a.example:443/y", true},
		{"http://a.example/x", "https://a.example/y", true},
		{"http://a.example:8080/x", "http://a.example:8080/y", true},
		{"https://a.example/x", "http://a.example/y", false},
		{"https://a.example/x", "https://a.example:8443/y", false},
		{"http://a.example/x", "http://a.example:8080/y", false},
		{"http://a.example:8080/x", "https://a.example/y", false},
		{"https://a.example/x", "https://b.example/y", false},
	} {
		req := httptest.NewRequest("PROPFIND", test.from, nil)
		res := &http.Response{Header: http.Header{"Location": {test.to}}, Request: req}
		if next, err := follow(req, res); (err == nil) != test.follows || err == nil && next.URL.String() != test.to {
			t.Errorf("%s to %s: %v, want %v", test.from, test.to, err, test.follows)
		}
	}
}
