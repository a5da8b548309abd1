package cast

import "tgdesk/core/telegram/botsim"

const (
	acme = iota
	globex
)

// hana writes to both brands: the same account, two visitors.
func hana() botsim.User {
	return botsim.User{ID: 5_100_000_001, FirstName: "Hana", LastName: "Sato", Username: "hana_s", Language: "ja"}
}

// everybody lists the parts in the order of their entrance; the first six make
// the burst, and with the two behind them everything is shown once: a photo, an
// album, a voice message, a location.
func everybody() []part {
	return []part{
		lateParcel(), refund(), brokenLamp(), wrongSize(), loginTrouble(), invoice(),
		family(), pickupPoint(), coupon(), sparkle(), accents(), letter(),
		salesLead(), goodbye(), warranty(), hurried(), twoBrands(),
	}
}
