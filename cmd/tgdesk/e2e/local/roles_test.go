package local_test

import (
	"context"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

// TestRoles: inside a desk that runs a verb does what its caller may do, by either
// door, and what is done says by whom.
func TestRoles(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats() // all of acme
	globex := s.Sim.AddBot(botsim.Bot{ID: 222222, Username: "globex_bot", Name: "Globex"})
	s.Expect(s.RunWith(globex.Token, "brand", "add", "globex", "--token-file", "-", "--yes"), 0, "", "")
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		w := rig.RowWriter{Ctx: ctx, Tx: tx}
		for _, o := range []core.Operator{
			{Name: "olga", Role: core.RoleOperator, Screen: core.ScreenSettings{Zone: "Europe/Berlin"}}, {Name: "gina", Role: core.RoleOperator, Brands: core.SetOf[core.BrandID](2)},
			{Name: "sue", Role: core.RoleSupervisor}, {Name: "gone", Role: core.RoleAdmin, DisabledAt: rig.Noon()},
		} {
			_, err := tx.SaveOperator(ctx, o)
			w.Check(err)
		}
		return w.Err
	})
	defer s.StartDesk().End()
	const adminsOnly, notYours = "Only an admin", "brand"
	verbs := map[string]map[string]string{ // what each is refused with; "" is done
		"brand set acme --markup off":             {"mika": "", "olga": adminsOnly, "gina": notYours, "sue": adminsOnly},
		"brand show acme":                         {"mika": "", "olga": "", "gina": notYours, "sue": ""},
		"chat show 1":                             {"mika": "", "olga": "", "gina": notYours, "sue": ""},
		"chat export 2 --format html":             {"mika": "", "olga": "", "gina": notYours, "sue": ""},
		"chat export --brand acme --format jsonl": {"mika": "", "olga": "", "gina": notYours, "sue": ""},
		"chat export 2 3 --format csv":            {"mika": "", "olga": "", "gina": notYours, "sue": ""},
		"backup -":                                {"mika": "", "olga": adminsOnly, "gina": adminsOnly, "sue": adminsOnly},
		"doctor":                                  {"mika": "", "olga": adminsOnly, "gina": adminsOnly, "sue": adminsOnly},
		"chat attach 2 - --name a.pdf":            {"olga": "mika holds this chat", "gina": notYours, "sue": "mika holds this chat"},
		"file 2":                                  {"mika": "not been downloaded", "olga": "not been downloaded", "gina": notYours},
		"chat list --brand acme":                  {"mika": "", "olga": "", "gina": notYours, "sue": ""},
		"brand add x --token-file - --yes":        {"olga": adminsOnly, "sue": adminsOnly},
		"brand token acme --token-file -":         {"olga": adminsOnly, "gina": notYours},
		"brand remove globex --yes":               {"olga": adminsOnly, "gina": adminsOnly, "sue": adminsOnly},
		"brand disable globex":                    {"gina": adminsOnly},
		"canned add hi --text Hello --brand acme": {"gina": notYours, "olga": "supervisor"},
		"operator list --json":                    {"mika": "", "olga": adminsOnly, "gina": adminsOnly, "sue": adminsOnly},
		"operator show mika":                      {"mika": "", "olga": adminsOnly, "gina": adminsOnly, "sue": adminsOnly},
		"operator add bob --role admin":           {"olga": adminsOnly, "gina": adminsOnly, "sue": adminsOnly},
		"operator set olga --role admin":          {"olga": adminsOnly, "gina": adminsOnly, "sue": adminsOnly},
		"operator set olga --alias Ollie":         {"mika": "", "olga": "", "gina": adminsOnly, "sue": adminsOnly},
		"operator set gina --brand all":           {"olga": adminsOnly, "gina": adminsOnly, "sue": adminsOnly},
		"operator disable sue --yes":              {"olga": adminsOnly, "gina": adminsOnly, "sue": adminsOnly},
		"operator enable gone":                    {"olga": adminsOnly, "gina": adminsOnly, "sue": adminsOnly},
		"operator remove mika --yes":              {"mika": "last one", "olga": adminsOnly, "gina": adminsOnly, "sue": adminsOnly},
		"operator key revoke mika SHA256:x --yes": {"olga": adminsOnly, "gina": adminsOnly, "sue": adminsOnly},
		"report --json":                           {"mika": "", "olga": "reports about others", "gina": "reports about others", "sue": ""},
		"report --operator olga":                  {"mika": "", "olga": "", "gina": "reports about others", "sue": ""},
		"report --brand acme":                     {"gina": notYours, "sue": ""},
		"audit":                                   {"mika": "", "olga": adminsOnly, "gina": adminsOnly, "sue": adminsOnly},
		"audit --chat 1 --json":                   {"mika": "", "olga": adminsOnly, "gina": adminsOnly, "sue": adminsOnly},
	}
	for args, who := range verbs {
		for name, want := range who {
			s.WriteFile("config/tgdesk/config.toml", "[operator]\nname = \""+name+"\"\n")
			for door, r := range map[string]rig.Result{
				"inside": s.RunWith("%PDF-", strings.Fields(args)...), "over SSH": s.RunSSHAs(name, "%PDF-", strings.Fields(args)...),
			} {
				if want == "" && r.Status != 0 || want != "" && (r.Status != 1 || !strings.Contains(r.Err, want)) {
					t.Errorf("%s %s, %s: status %d, %q, want %q", name, args, door, r.Status, r.Err, want)
				}
			}
		}
	}
	s.Expect(s.RunSSHAs("olga", "", "chat", "list"), 0, "2026-11-22 12:58", "") // in her own time zone
	s.Expect(s.RunSSH("", "chat", "list"), 0, "2026-11-22 20:58", "")           // in the machine's
	s.WriteFile("config/tgdesk/config.toml", "[operator]\nname = \"gina\"\n")
	if r := s.Run("chat", "list"); r.Out != "No chats.\n" || r.Status != 0 {
		t.Errorf("gina sees %+v", r)
	}
	if r := s.Run("chat", "export", "--all", "--format", "jsonl"); r.Out != "" || r.Status != 0 {
		t.Errorf("gina exports %+v", r)
	}
	s.WriteFile("config/tgdesk/config.toml", "[operator]\nname = \"gone\"\n")
	s.Expect(s.Run("chat", "list"), 1, "", "tgdesk: ") // disabled
	s.WriteFile("config/tgdesk/config.toml", "")
}
