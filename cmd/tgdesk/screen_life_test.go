package main

import "testing"

func TestScreenPickUpAndReply(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.expect("Nobody is waiting.", "nobody waits")
		hana := d.visitor("acme", "Hana Sato")
		hana.say("Where is my order?")
		d.expect("Hana Sato", "Where is my order?", "1 waiting · longest 0:0")
		d.expectCounts(1, 0, 0, 0)
		d.expectState("Hana Sato", "pending")
		d.burst("\rOne moment, please qje")
		d.expect("One moment, please qje")
		d.expectCounts(0, 1, 0, 0)
		d.press("enter")
		d.expectReceived(hana, "One moment, please qje")
		d.expect("✓")
	})
}
