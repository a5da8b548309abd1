package personas

import "tgdesk/core/telegram/botsim"

const (
	acme = iota
	globex
	initech
)

// hana writes to both brands: the same account, two visitors.
func hana() botsim.User {
	return botsim.User{ID: 5_100_000_001, FirstName: "Hana", LastName: "Sato", Username: "hana_s", Language: "ja"}
}

// personas lists the personas in the order in which they first write. The first
// eight cover a photo, an album, a voice message and a location.
func personas() []persona {
	return []persona{
		lateParcel(), refund(), brokenLamp(), wrongSize(), loginTrouble(), invoice(),
		family(), pickupPoint(), coupon(), sparkle(), accents(), letter(),
		salesLead(), goodbye(), warranty(), hurried(), twoBrands(),
	}
}
