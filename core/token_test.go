package core

import "testing"

func TestTokenBotID(t *testing.T) {
	t.Parallel()
	for token, want := range map[Token]int64{
		"123456:secret": 123456, "123456:": 123456, "": 0, "123456": 0, ":secret": 0, "-5:secret": 0,
		"12a:secret": 0, "99999999999999999999:secret": 0, "7:8:9": 7,
	} {
		if got := token.BotID(); got != want {
			t.Errorf("%#v: %d, want %d", token, got, want)
		}
	}
}
