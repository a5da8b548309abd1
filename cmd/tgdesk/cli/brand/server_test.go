package brand_test

import (
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/telegram/botsim"
)

// A brand can be added at a Bot API server that the desk's own knows nothing of.
func TestBrandAddAtItsOwnServer(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	own := botsim.New()
	url, err := own.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(own.Close)
	token := own.AddBot(botsim.Bot{ID: 777, Username: "globex_bot", Name: "Globex help"}).Token
	s.Expect(s.RunWith(token, "brand", "add", "globex", "--token-file", "-", "--yes"), 1, "", "does not accept this bot's token")
	s.Expect(s.RunWith(token, "brand", "add", "globex", "--token-file", "-", "--yes", "--api-url", "nowhere"), 2, "", "Not a Bot API server address")
	s.Expect(s.RunWith(token, "brand", "add", "globex", "--token-file", "-", "--yes", "--api-url", url+"/"), 0, "Saved the brand globex.", "")
	s.Expect(s.Run("brand", "show", "globex"), 0, "Bot API server         "+url+"\n", "")
	s.ExpectNoSecrets(rig.SecretOf(token))
}
