package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"tgdesk/core/telegram/botsim"
)

// A brand can be added at a Bot API server that the desk's own knows nothing of.
func TestBrandAddAtItsOwnServer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	own := botsim.New()
	url, err := own.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(own.Close)
	token := own.AddBot(botsim.Bot{ID: 777, Username: "globex_bot", Name: "Globex help"}).Token
	b.want(b.with(token, "brand", "add", "globex", "--token-file", "-", "--yes"), 1, "", "does not accept this bot's token")
	b.want(b.with(token, "brand", "add", "globex", "--token-file", "-", "--yes", "--api-url", "nowhere"), 2, "", "no address of a Bot API server")
	b.want(b.with(token, "brand", "add", "globex", "--token-file", "-", "--yes", "--api-url", url+"/"), 0, "Saved the brand globex.", "")
	b.want(b.run("brand", "show", "globex"), 0, "Bot API server    "+url+"\n", "")
	b.noToken(secretOf(token))
}

// A server that answers for another bot than the token's is refused wherever a
// token is given, and nothing is stored.
func TestServerThatAnswersForAnotherBot(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	shared := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"ok":true,"result":{"id":123456,"is_bot":true,"username":"acme_help_bot","first_name":"Acme help","url":""}}`)
	}))
	t.Cleanup(shared.Close)
	globex := botsim.New().AddBot(botsim.Bot{ID: 777, Username: "globex_bot", Name: "Globex help"}).Token
	const why = "answers for the bot 123456, but the token was given out for the bot 777. Check the server's address"
	b.want(b.with(globex, "brand", "add", "globex", "--token-file", "-", "--yes", "--api-url", shared.URL), 1, "", why)
	b.want(b.run("brand", "show", "globex"), 1, "", "globex")
	b.want(b.run("brand", "set", "acme", "--api-url", shared.URL), 0, "", "")
	b.want(b.with(globex, "brand", "token", "acme", "--token-file", "-"), 1, "", why)
	b.want(b.run("brand", "list"), 0, "123456:…", "")
	b.noToken(secretOf(globex))
}
