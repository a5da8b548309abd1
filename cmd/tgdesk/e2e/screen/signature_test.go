package screen

import (
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/desk"
)

// TestScreenRowsWithoutSignature: a row names who wrote once, whatever the visitor sees
// before the text.
func TestScreenRowsWithoutSignature(t *testing.T) {
	for signature, signed := range map[core.Signature]string{core.SignName: "ann: ", core.SignAlias: "Annie: "} {
		t.Run(string(signature), func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				hana := s.Visitor("acme", "Hana Sato")
				hana.Write("hello")
				chat := s.ChatOf("Hana Sato")
				brands, err := s.Desk.Brands(s.T.Context())
				s.Must(err)
				options := brands[0].Options
				options.Signature = signature
				_, err = s.Desk.SetBrandOptions(s.T.Context(), s.Ann.ID, chat.BrandID, options)
				s.Must(err)
				_, err = s.Desk.SetOperator(s.T.Context(), s.Ann.ID, s.Ann.ID, desk.OperatorChange{Alias: new("Annie")})
				s.Must(err)
				_, err = s.Desk.PickUp(s.T.Context(), s.Ann.ID, chat.ID)
				s.Must(err)
				_, err = s.Desk.SendDraft(s.T.Context(), s.Ann.ID, chat.ID, core.Draft{Text: "At 3 pm: sharp"}, nil)
				s.Must(err)
				s.Advance(time.Second)
				s.ExpectReceived(hana, signed+"At 3 pm: sharp")
				s.Press("2 g")
				s.Expect("▌ann: At 3 pm: sharp")
			})
		})
	}
}
