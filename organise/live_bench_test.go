package organise

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"parcours/accounts"
)

// openPages are pages that somebody has open, over real connections: what came to each, and when.
type openPages struct {
	b     *testing.B
	conns []net.Conn
	mu    sync.Mutex
	came  [][]arrival // by page
	part  []bool      // pages that are not told of everything
	size  int         // octets of all lines
	gone  sync.WaitGroup
}

// arrival is an event with its number.
type arrival struct {
	id uint64
	at time.Time
}

// open opens one more page.
func (o *openPages) open(address, path, cookie string) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		o.b.Fatal(err)
	}
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n", path, address, cookie)
	lines := bufio.NewReader(conn)
	for line := ""; !strings.HasPrefix(line, "retry:"); {
		if line, err = lines.ReadString('\n'); err != nil {
			o.b.Fatal(path, err)
		}
	}
	page := len(o.conns)
	o.mu.Lock()
	o.conns, o.came, o.part = append(o.conns, conn), append(o.came, nil), append(o.part, strings.Contains(path, "territory="))
	o.mu.Unlock()
	o.gone.Go(func() { o.follow(page, lines) })
}

func (o *openPages) follow(page int, lines *bufio.Reader) {
	for {
		line, err := lines.ReadSlice('\n')
		for err == bufio.ErrBufferFull {
			o.count(len(line))
			line, err = lines.ReadSlice('\n')
		}
		if err != nil {
			return
		}
		o.count(len(line))
		if text, found := strings.CutPrefix(string(line), "id: "); found {
			id, _ := strconv.ParseUint(strings.TrimSpace(text), 10, 64)
			o.mu.Lock()
			o.came[page] = append(o.came[page], arrival{id, time.Now()})
			o.mu.Unlock()
		}
	}
}

func (o *openPages) count(n int) {
	o.mu.Lock()
	o.size += n
	o.mu.Unlock()
}

func (o *openPages) close() {
	for _, c := range o.conns {
		c.Close()
	}
	o.gone.Wait()
}

// waits gives, sorted, how long each thing said took to stand on each page: until an event of its number or a later one came.
func (o *openPages) waits(said []arrival) (all []time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for page, came := range o.came {
		if o.part[page] {
			continue
		}
		k := 0
		for _, one := range said {
			for k < len(came) && came[k].id < one.id {
				k++
			}
			if k == len(came) {
				o.b.Fatalf("page %d was never told of %d", page, one.id)
			}
			all = append(all, came[k].at.Sub(one.at))
		}
	}
	slices.Sort(all)
	return all
}

// await waits until all pages were told of everything.
func (o *openPages) await(last uint64) {
	for range 600 {
		o.mu.Lock()
		told := true
		for page, came := range o.came {
			told = told && (o.part[page] || len(came) > 0 && came[len(came)-1].id >= last)
		}
		o.mu.Unlock()
		if told {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// load is what the process uses: processor time, and memory that lives.
func load() (cpu time.Duration, memory uint64) {
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()), m.HeapAlloc + m.StackInuse
}

// measure runs a second of load again and again, and reports what it cost and how long it took to stand on the pages.
func (o *openPages) measure(before uint64, second func() []arrival) {
	_, with := load()
	var said []arrival
	begun := time.Now()
	cpu, _ := load()
	for o.b.Loop() {
		said = append(said, second()...)
	}
	o.b.StopTimer()
	used, _ := load()
	lasted := time.Since(begun).Seconds()
	o.await(said[len(said)-1].id)
	waits := o.waits(said)
	o.b.ReportMetric(float64(waits[len(waits)/2].Microseconds())/1000, "ms-median")
	o.b.ReportMetric(float64(waits[len(waits)*99/100].Microseconds())/1000, "ms-p99")
	o.b.ReportMetric((used-cpu).Seconds()/lasted, "cores")
	o.b.ReportMetric(float64(with-min(with, before))/float64(len(o.conns))/1024, "KiB/page")
	o.b.ReportMetric(float64(o.size)/lasted/float64(len(o.conns)), "octets/page/s")
}

// aSecond says something a hundred times in a second.
func aSecond(say func()) {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range 100 {
		<-tick.C
		say()
	}
}

// pathsOf are pages as organisers have them open: the table, in two languages, of one delegation, and a line a delegation.
func pathsOf(i int) string {
	return []string{"", "&lang=en", fmt.Sprint("&territory=t", i%10), "&each=yes", "&category=elus"}[i%5]
}

// Pages that are open while a hundred answers a second come in. The processor time is that of the server, of all who answer and of all who
// read, in one process; so it is of the limit: net/http that sends the same number of octets to as many streams, and nothing else.
func BenchmarkOpenPages(b *testing.B) {
	for _, delegations := range sizes(10, 1_000) {
		c := openCrowd(b, delegations)
		server := httptest.NewServer(c.router)
		b.Cleanup(server.Close)
		b.Cleanup(c.pages.EndStreams)
		c.pages.live.each = 1_000
		address := server.Listener.Addr().String()
		entry, err := c.Accounts.SignInAs(b.Context(), "orga@example.org", accounts.From{})
		c.Must(err)
		cookie := c.shared.Cookie() + "=" + entry.Secret
		said := 0
		for _, pages := range []int{100, 1_000} {
			b.Run(fmt.Sprintf("delegations=%d/pages=%d", delegations, pages), func(b *testing.B) {
				c.ask(c.enter(), "/organise/answers")
				_, before := load()
				o := &openPages{b: b}
				defer o.close()
				for i := range pages {
					o.open(address, fmt.Sprintf("/organise/live?since=%d%s", c.Record.Writes(), pathsOf(i)), cookie)
				}
				o.measure(before, func() (all []arrival) {
					aSecond(func() {
						at := time.Now()
						c.turn(said)
						said++
						all = append(all, arrival{c.Record.Writes(), at})
					})
					return all
				})
			})
		}
	}
	b.Run("limit/pages=1000", benchmarkLimit)
}

// benchmarkLimit is what net/http does with as many octets: twice a second what fifty answers change on a page.
func benchmarkLimit(b *testing.B) {
	var mu sync.Mutex
	streams := map[chan []byte]bool{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		own := make(chan []byte, 16)
		mu.Lock()
		streams[own] = true
		mu.Unlock()
		out := http.NewResponseController(w)
		fmt.Fprint(w, "retry: 3000\n\n")
		_ = out.Flush()
		for octets := range own {
			if _, err := w.Write(octets); err != nil || out.Flush() != nil {
				return
			}
		}
	}))
	defer server.Close()
	_, before := load()
	o := &openPages{b: b}
	defer o.close()
	for range 1_000 {
		o.open(server.Listener.Addr().String(), "/", "")
	}
	defer func() {
		mu.Lock()
		defer mu.Unlock()
		for own := range streams {
			close(own)
		}
	}()
	cell := `{"id":"seance-12 r8eyuo elus ","for_us":"666 délégations : 666 oui","members":"1333 oui, 667 sans réponse"},`
	told := strings.Repeat(cell, 20)
	n := uint64(0)
	o.measure(before, func() (all []arrival) {
		aSecond(func() {
			n++
			all = append(all, arrival{n, time.Now()})
			if n%50 != 0 {
				return
			}
			octets := fmt.Appendf(nil, "id: %d\ndata: [%s]\n\n", n, told)
			mu.Lock()
			defer mu.Unlock()
			for own := range streams {
				own <- octets
			}
		})
		return all
	})
}
