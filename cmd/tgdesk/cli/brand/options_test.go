package brand_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/chatbot/flow"
)

func TestBrandOptions(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.Expect(s.Run("brand", "set", "acme", "--fetch-up-to", "20MB", "--fetch-per-visitor", "1GB", "--fetch-per-brand", "off", "--keep-media", "365d", "--typing", "off", "--markup", "on", "--start-opens-chat", "on", "--rating", "thumbs",
		"--signature", "alias", "--attachments", "any", "--flood", "60/1m", "--api-url", "http://127.0.0.1:8081/", "--local-files", "/var/lib/bots/"), 0,
		"acme: Downloads up to 20MB, Downloads per visitor 1GB, Downloads per brand off, Keep files 365d, Attachments any, Signature alias, Show typing off, Text formatting on, Flood limit 60/1m, Chat on /start on, Rating thumbs, Bot API server http://127.0.0.1:8081, Local files /var/lib/bots.\n", "")
	golden := `"fetch_up_to_bytes":20971520,"fetch_per_visitor_bytes":1073741824,"fetch_per_brand_bytes":null,"keep_media_seconds":31536000,"keep_messages_seconds":null,"attachments":"any","signature":"alias","typing":false,"markup":true,"flood_messages":60,"flood_seconds":60,"start_opens_chat":true,"rating":"thumbs","idle_warning_seconds":null,"api_url":"http://127.0.0.1:8081","local_files":"/var/lib/bots"`
	if out := s.Run("brand", "show", "acme", "--json").Out; !strings.Contains(out, golden) {
		t.Errorf("got %s\nwant %s", out, golden)
	}
	s.Expect(s.Run("brand", "show", "acme"), 0, "Keep files             365d\nKeep messages          forever\nAttachments            any\n", "")
	s.Expect(s.Run("brand", "set", "acme", "--keep-media", "forever", "--api-url", ""), 0, "Keep files forever", "")
	s.Expect(s.Run("brand", "show", "acme"), 0, "Answer limit           5m\n", "")
	s.Expect(s.Run("brand", "show", "acme"), 0, "Downloads per brand    off\nKeep files             forever\n", "")
	s.Expect(s.Run("brand", "show", "acme"), 0, "Bot API server         default\n", "")
	s.Expect(s.Run("brand", "set", "acme", "--flood", "off"), 0, "Flood limit off", "")
	if out := s.Run("brand", "list", "--json").Out; !strings.Contains(out, `"flood_messages":null,"flood_seconds":null`) {
		t.Errorf("without a flood limit: %s", out)
	}
	s.Expect(s.Run("brand", "set", "acme", "--answer-limit", "10m"), 0, "acme: answer limit 10m, close unanswered 1d, close idle 1d, colour #5fafff.\n", "")
}

// What cannot be is refused before the desk is touched, with what can.
func TestBrandOptionsBounds(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	before := s.Run("brand", "show", "acme", "--json").Out
	for args, want := range map[string]string{
		"--fetch-up-to 5":                "--fetch-up-to: \"5\" is not a size. Write a number and a unit",
		"--fetch-up-to 3GB":              "--fetch-up-to must be between 0 and 2000 MB",
		"--fetch-per-visitor 5":          "is not a size. Write a number and a unit",
		"--fetch-per-visitor 0":          "is at least 1MB, or off for no bound",
		"--fetch-per-visitor 1KB":        "--fetch-per-visitor must be off, or between 1 MB and 1000 GB",
		"--fetch-per-brand 2TB":          "--fetch-per-brand must be off, or between 1 MB and 1000 GB",
		"--keep-media long":              "a time such as 30d, or forever",
		"--keep-media 5m":                "--keep-media must be forever, or 1h to 3650d.",
		"--keep-media 3651d":             "--keep-media must be forever, or 1h to 3650d.",
		"--typing yes":                   "--typing is on or off",
		"--markup 1":                     "--markup is on or off",
		"--signature boss":               "--signature is none, name or alias",
		"--signature ":                   "--signature is none, name or alias",
		"--rating 5":                     "--rating is off, stars or thumbs",
		"--attachments all":              "--attachments is table or any",
		"--flood 30":                     "--flood: \"30\" is not a flood limit. Write messages and a time, as in 30/10s, or off",
		"--flood 4/10s":                  "off, or between 5 and 1000 messages",
		"--flood 30/2h":                  "between 1s and 1h, in whole seconds",
		"--api-url ftp://x":              "--api-url: Not a Bot API server address",
		"--local-files bots":             "Not a folder for local files",
		"--local-files /":                "the root folder cannot be it",
		"--api-url http://u:p@localhost": "Not a Bot API server address",
	} {
		flag, value, _ := strings.Cut(args, " ")
		s.Expect(s.Run("brand", "set", "acme", flag, value), 2, "", want)
	}
	s.Expect(s.Run("brand", "set", "acme"), 2, "", "Nothing to change")
	s.WhileHeld(func() { // told first, whoever holds the desk
		s.Expect(s.Run("brand", "set", "acme", "--fetch-up-to", "3GB"), 2, "", "between 0 and 2000 MB")
		s.Expect(s.Run("brand", "set", "acme", "--typing", "off"), 1, "", "4711")
	})
	if after := s.Run("brand", "show", "acme", "--json").Out; after != before {
		t.Errorf("changed to %s", after)
	}
}

// TestHoursFlags: hours are given in one line, and shown by day.
func TestHoursFlags(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.Expect(s.Run("brand", "set", "acme", "--hours", "Mon-Fri 9-18, sat 22:00-2", "--hours-zone", "Pacific/Apia", "--hours-dates", "2026-12-25 closed, 2026-12-24 9-12", "--hours-wait", "on"), 0,
		"Weekly hours mon-fri 09:00-18:00, sat 22:00-02:00, Dates that differ 2026-12-24 09:00-12:00, 2026-12-25 closed, Time zone Pacific/Apia, Answer limit waits on.\n", "")
	golden := `"hours":[{"day":"mon","from":"09:00","to":"18:00"},{"day":"tue","from":"09:00","to":"18:00"},{"day":"wed","from":"09:00","to":"18:00"},{"day":"thu","from":"09:00","to":"18:00"},{"day":"fri","from":"09:00","to":"18:00"},{"day":"sat","from":"22:00","to":"02:00"}],` +
		`"hours_dates":[{"first":"2026-12-24","last":"2026-12-24","open":[{"from":"09:00","to":"12:00"}]},{"first":"2026-12-25","last":"2026-12-25","open":[]}],"hours_zone":"Pacific/Apia","hours_wait":true`
	if out := s.Run("brand", "show", "acme", "--json").Out; !strings.Contains(out, golden) {
		t.Errorf("got %s\nwant %s", out, golden)
	}
	for args, want := range map[string]string{
		"--hours 9-18": "--hours: Name the day before \"9-18\"", "--hours mon": "after \"mon\"", "--hours mon 9-9": "\"9-9\" is no span",
		"--hours-zone Mars": "\"Mars\" is not a time zone", "--hours-dates 2026-02-30 closed": "\"2026-02-30\" is not a date", "--hours-wait maybe": "--hours-wait is on or off",
	} {
		flag, value, _ := strings.Cut(args, " ")
		s.Expect(s.Run("brand", "set", "acme", flag, value), 2, "", want)
	}
	s.Expect(s.Run("brand", "set", "acme", "--hours", "", "--hours-dates", "", "--hours-zone", ""), 0, "Weekly hours always, Dates that differ none, Time zone UTC", "")
}

// TestRoutingFlags: whom chats are routed to may be named with the way of routing, or
// before; not at all is too little.
func TestRoutingFlags(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.Expect(s.Run("brand", "set", "acme", "--routing", "selected"), 2, "", "Name the operators first")
	s.Expect(s.Run("brand", "set", "acme", "--routing-to", "mika", "--routing", "selected"), 0, "Routing selected, Routed to mika", "")
	s.Expect(s.Run("brand", "set", "acme", "--routing-to", ""), 2, "", "Name the operators first")
	s.Expect(s.Run("brand", "set", "acme", "--routing", "none"), 0, "acme: Routing none.", "")
	s.Expect(s.Run("brand", "show", "acme"), 0, "Routed to              mika\n", "")
	s.Expect(s.Run("brand", "set", "acme", "--routing", "selected"), 0, "acme: Routing selected.", "")
	s.Expect(s.Run("brand", "set", "acme", "--routing", "none", "--routing-to", ""), 0, "Routing none, Routed to nobody", "")
}

// TestChatbotFlags: a flow is read once, with the files that it sends, and refused with its
// faults.
func TestChatbotFlags(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	dir := t.TempDir()
	file := filepath.Join(dir, "flow.toml")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(flow.Example().Text)
	s.Expect(s.Run("brand", "set", "acme", "--chatbot", "flow:"+file, "--chatbot-idle", "20m"), 0, "acme: Chatbot flow:"+file+".\n", "")
	if out := s.Run("brand", "list", "--json").Out; !strings.Contains(out, `"chatbot_idle_seconds":1200`) || !strings.Contains(out, `"chatbot":"flow:`+file+`"`) {
		t.Errorf("got %s", out)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	s.Expect(s.Run("brand", "set", "acme", "--chatbot", "flow:"+file), 1, "", "flow.toml cannot be read")
	write("start = 3")
	s.Expect(s.Run("brand", "set", "acme", "--chatbot", "flow:"+file), 1, "", "has faults, and was not set. To see them: tgdesk bot check")
	s.Expect(s.Run("brand", "set", "acme", "--chatbot", "webhook:http://bot.example/"), 2, "", "must use https")
	s.Expect(s.Run("brand", "set", "acme", "--chatbot", "sometimes"), 2, "", "A chatbot is off, flow:FILE")
	s.Expect(s.Run("brand", "set", "acme", "--chatbot-idle", "59s"), 2, "", "--chatbot-idle must be between 1m and 1d")
	s.Expect(s.Run("brand", "set", "acme", "--chatbot", "command:'my bot' -v"), 0, "acme: Chatbot command:my bot (1 argument).\n", "")
	s.Expect(s.Run("brand", "set", "acme", "--chatbot", "off"), 0, "acme: Chatbot off.\n", "")
	write(flow.Example().Text)
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	relative, err := filepath.Rel(here, file)
	if err != nil {
		t.Fatal(err)
	}
	s.Expect(s.Run("brand", "set", "acme", "--chatbot", "flow:"+relative), 0, "acme: Chatbot flow:"+file+".\n", "")
	s.Expect(s.Run("brand", "set", "acme", "--chatbot", "flow:~/no/such.toml"), 1, "", "/no/such.toml cannot be read")
}
