package brand_test

import (
	"context"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

func TestFace(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.Expect(s.Run("brand", "face", "acme"), 0, "Nothing is wanted: what was set with @BotFather stays.", "")
	r := s.RunWith("Ask us.\r\nWe answer.\r\n", "brand", "face", "acme", "--name", "Acme", "--description", "-", "--command", "/start=Begin", "--command", "help=Help")
	s.Expect(r, 0, "Saved the profile of @acme_help_bot (Acme help, id 123456), for everybody.\nThe desk sets it while it runs and the channel is enabled.\n", "")
	s.Expect(s.Run("brand", "face", "acme", "--remove-command", "help", "--command", "start=Go"), 0, "Saved", "")
	s.Expect(s.Run("brand", "face", "acme", "--language", "JA", "--short-description", "質問"), 0, "in the language ja", "")
	want := "Profile of @acme_help_bot (Acme help, id 123456), for everybody\n" +
		"                   WANTED              AT TELEGRAM\n" +
		"Name               Acme                Acme help\n" +
		"Short description  as it is            -\n" +
		"Description        Ask us. We answer.  -\n" +
		"/start             Go                  -\n" +
		"The desk sets it while it runs and the channel is enabled.\n\n" +
		"Profile of @acme_help_bot (Acme help, id 123456), in the language ja\n"
	if r := s.Run("brand", "face", "acme"); r.Status != 0 || !strings.HasPrefix(r.Out, want) {
		t.Errorf("%+v\nwant %s", r, want)
	}
	s.ExpectJSON(s.Run("brand", "face", "acme", "--json", "--language", "ja").Out, `{"brand":"acme","faces":[{"language":"ja",
		"wanted":{"name":null,"short_description":"質問","description":null,"commands":[]},
		"telegram":{"name":"Acme help","short_description":null,"description":null,"commands":[]},"set":false,"problem":null,"retry_at":null}]}`)
	for args, want := range map[string]string{
		"--name " + strings.Repeat("x", 65):               "The name is too long: 65 characters, Telegram shows at most 64.",
		"--short-description " + strings.Repeat("x", 121): "at most 120",
		"--description " + strings.Repeat("x", 513):       "at most 512",
		"--command Start=x":                               `"Start" cannot be a command`,
		"--command start":                                 `Say what the command "start" does`,
		"--language jpn":                                  `"jpn" is no language`,
	} {
		s.Expect(s.Run(append([]string{"brand", "face", "acme"}, strings.Fields(args)...)...), 2, "", want)
	}
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		faces, err := tx.BrandFaces(ctx, 1)
		s.Must(err)
		faces[0].Bot = 123456
		faces[0].Failed(core.FaceDescription, core.NewProblem("telegram_refused", "no"), rig.Noon())
		return tx.SaveBrandFace(ctx, faces[0])
	})
	s.Expect(s.Run("doctor"), 0, "profile of @acme_help_bot", "")
	s.Expect(s.Run("brand", "face", "acme", "--clear"), 0, "Saved", "")
}
