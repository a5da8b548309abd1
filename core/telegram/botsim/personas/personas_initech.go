package personas

import (
	"slices"
	"time"

	"tgdesk/core/telegram/botsim"
)

// callers write to a bot of which a chatbot answers first: the flow that comes with the
// program. They press its buttons and answer its questions.
func callers() []persona {
	return []persona{broken(), asksPrice(), offHand(), undecided(), puzzled(), dented()}
}

// callerInterval is between the first actions of callers.
const callerInterval = 8 * time.Second

// press presses a button below the newest message that has it; if none has, nothing
// happens.
func press(label string) action {
	return func(p *actor) {
		for _, m := range slices.Backward(p.visitor.Inbox()) {
			for _, b := range slices.Concat(m.Buttons...) {
				if b.Text == label {
					_, _ = p.visitor.Press(m.ID, label)
					return
				}
			}
		}
	}
}

func broken() persona {
	return persona{
		user: botsim.User{ID: 5_100_000_021, FirstName: "Maya", LastName: "Lindqvist", Username: "maya_l", Language: "en"}, brand: initech,
		opening: []action{start("")},
		answers: [][]action{
			{press("My order")},
			{say("It's on the invoice somewhere… AB-4471")},
			{press("It is broken")},
			{say("Great, thanks. It's the left drawer, it won't close.")},
			{say("A new one would be perfect.")},
		},
	}
}

func asksPrice() persona {
	return persona{
		user: botsim.User{ID: 5_100_000_022, FirstName: "健太", LastName: "小林", Language: "ja"}, brand: initech,
		opening: []action{say("料金を教えてください")},
		answers: [][]action{
			{press("はい")},
			{say("10台の場合、割引はありますか。")},
			{say("ありがとうございます。検討します。")},
		},
	}
}

func offHand() persona {
	return persona{
		user: botsim.User{ID: 5_100_000_023, FirstName: "Tom", Username: "tomtom", Language: "en"}, brand: initech,
		opening: []action{start("pricing")},
		answers: [][]action{{press("No")}},
	}
}

// undecided never answers: the chatbot holds the chat until its limit.
func undecided() persona {
	return persona{
		user:    botsim.User{ID: 5_100_000_024, FirstName: "Zofia", LastName: "Nowak", Language: "pl"},
		brand:   initech,
		opening: []action{start("")},
	}
}

// puzzled writes nothing that the chatbot understands, until it gives up.
func puzzled() persona {
	return persona{
		user:    botsim.User{ID: 5_100_000_025, FirstName: "Bernard", LastName: "Ferrand", Username: "b_ferrand", Language: "fr"},
		brand:   initech,
		opening: []action{say("Bonjour, ma chaise grince depuis hier.")},
		answers: [][]action{{say("La chaise !")}, {say("Elle grince.")}, {say("Vous comprenez ?")}, {say("Merci, enfin quelqu'un !")}},
	}
}

// dented answers a question of the chatbot with a picture.
func dented() persona {
	return persona{
		user:    botsim.User{ID: 5_100_000_026, FirstName: "Ifeoma", LastName: "Okafor", Username: "ify_o", Language: "en"},
		brand:   initech,
		opening: []action{start("invoice")},
		answers: [][]action{{press("My order")}, {say("ZX-1020")}, {photo(parcel(), "this is how it arrived")}, {say("Yes, the lid too. Can you send another one?")}},
	}
}
