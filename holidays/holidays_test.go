package holidays

import (
	"strings"
	"testing"
)

func TestReadErrors(t *testing.T) {
	for _, c := range []struct{ file, says string }{
		{"public,12-25", "line 1: write public,12-25,Name of the day"},
		{"public,,Noël", "line 1: write the day as 12-25, easter+1 or 2027-05-03"},
		{"# head\n\npublic,13-45,Never", "line 3: write the day as 12-25"},
		{"public,2027-02-29,Never", `not "2027-02-29"`},
		{"A,2027-02-13", "line 1: write A,2027-02-13,2027-03-01,Name"},
		{",2027-02-13,2027-03-01,Hiver", "zone, first day off, first day of school again"},
		{"A,2027-02-30,2027-03-01,Hiver", "write two days that exist"},
		{"A,2027-03-01,2027-02-13,Hiver", "the first before the second"},
		{"year,2027-01-01,2027-01-01", "the first before the second"},
		{"year,2027", "line 1: write A,"},
	} {
		d, err := Read(c.file)
		if err == nil || !strings.Contains(err.Error(), c.says) || d.School != nil || d.Public != nil || d.Years != nil {
			t.Errorf("%q: %v, %+v", c.file, err, d)
		}
	}
	d, err := Read("\ufeffzone,first,back,name\r\nyear,2027-01-01,2028-01-01\r\nall, 2027-02-13 ,2027-03-01,Winter, long\r\npublic,easter-2,Good Friday\r\n")
	if err != nil || len(d.Years) != 1 || len(d.School) != 1 || d.School[0].Name != "Winter, long" || len(d.Public) != 1 {
		t.Errorf("%v %+v", err, d)
	}
}
