package front

import (
	"errors"
	"fmt"
	"net"

	"github.com/coreos/go-systemd/v22/activation"
)

// Listeners are where connections come in.
type Listeners struct {
	Doors   net.Listener
	Metrics net.Listener // nil without
}

// metricsName is how the socket unit of the metrics' listener calls it (FileDescriptorName=).
const metricsName = "metrics"

// Listen takes the sockets that systemd opened for this process (sd_listen_fds(3)): of the one named "metrics" the metrics
// come, of the first other one all doors. What it gave none for is opened here; metrics may be "".
func Listen(doors, metrics string) (l Listeners, err error) {
	given, err := activation.ListenersWithNames()
	if err != nil {
		return l, fmt.Errorf("the sockets of systemd: %w", err)
	}
	for name, all := range given {
		for _, each := range all {
			switch {
			case name == metricsName && l.Metrics == nil:
				l.Metrics = each
			case name != metricsName && l.Doors == nil:
				l.Doors = each
			default:
				return l, fmt.Errorf("systemd gave more sockets than one for the doors and one named %q: %s, %s", metricsName, name, errors.Join(each.Close(), l.Close()))
			}
		}
	}
	if l.Doors == nil {
		if l.Doors, err = net.Listen("tcp", doors); err != nil {
			return l, errors.Join(fmt.Errorf("listen: %w; another server runs there, or --listen names another port", err), l.Close())
		}
	}
	if l.Metrics == nil && metrics != "" {
		if l.Metrics, err = net.Listen("tcp", metrics); err != nil {
			return l, errors.Join(fmt.Errorf("metrics_listen: %w; another program runs there, or the file names another port", err), l.Close())
		}
	}
	return l, nil
}

// Close closes what is open; once more does nothing that matters.
func (l Listeners) Close() (err error) {
	for _, each := range []net.Listener{l.Doors, l.Metrics} {
		if each != nil {
			err = errors.Join(err, each.Close())
		}
	}
	return err
}
