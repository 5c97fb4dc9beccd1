package front

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// gauges are what is looked up when somebody asks.
func (w *Watch) gauges() {
	w.registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "parcours_ready", Help: "1 where the server can do its work, 0 where /readyz says why not."}, func() float64 {
			if w.Readiness == nil || w.problem(context.Background()) != "" {
				return 0
			}
			return 1
		}),
		w.mails, w.mailbox,
	)
}

// Gauge adds a figure that is looked up when somebody asks for it.
func (w *Watch) Gauge(name, help string, value func() float64) {
	w.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
}

// MailSent counts a mail that was handed over, and how that ended: sent, later, refused.
func (w *Watch) MailSent(outcome string) { w.mails.WithLabelValues(outcome).Inc() }

// MailboxRead notes that the mailbox of answers was just looked at.
func (w *Watch) MailboxRead() { w.mailbox.Set(float64(time.Now().Unix())) }

func newMails() *prometheus.CounterVec {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "parcours_mails_total", Help: "Mails handed over, by outcome: sent, later, refused."}, []string{"outcome"})
	for _, outcome := range []string{"sent", "later", "refused"} {
		c.WithLabelValues(outcome)
	}
	return c
}

func newMailbox() prometheus.Gauge {
	return prometheus.NewGauge(prometheus.GaugeOpts{Name: "parcours_mailbox_read_seconds", Help: "When the mailbox of answers was last looked at, in seconds since 1970; 0 where none was."})
}

// MetricsServer serves metrics, and both answers on health, on a listener of its own.
func (w *Watch) MetricsServer() *http.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", w.Metrics())
	mux.HandleFunc("GET /healthz", w.Alive)
	mux.HandleFunc("GET /readyz", w.Ready)
	return &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, MaxHeaderBytes: 16 << 10}
}
