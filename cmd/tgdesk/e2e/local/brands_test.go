package local_test

import (
	"context"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/cmd/tgdesk/root"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

// hidden is in all that the desk holds of a brand that somebody does not work for.
const hidden = "quux"

// TestNothingOfOtherBrands calls every verb that there is, in many ways, as somebody who works for one brand. Nothing of the other
// one is printed, but for what was typed, and nothing of it changes.
func TestNothingOfOtherBrands(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	bot := s.Sim.AddBot(botsim.Bot{ID: 222222, Username: hidden + "_bot", Name: hidden})
	s.Expect(s.RunWith(bot.Token, "brand", "add", hidden, "--token-file", "-", "--yes"), 0, "", "")
	s.WriteStore(addHidden)
	s.Expect(s.Run("canned", "add", hidden+"short", "--text", hidden+"canned", "--brand", hidden), 0, "", "")
	s.Expect(s.Run("visitor", "block", "2", "--reason", hidden+"reason"), 0, "", "")
	s.Expect(s.Run("chat", "tag", "2", hidden+"tag"), 0, "", "")
	defer s.StartDesk().End()
	before := s.Run("chat", "export", "2").Out
	env := s.Env
	calls := callsOf(root.New(&env))
	for _, who := range []string{"gina", "sue"} {
		client := s.DialSSH(who)
		for _, args := range calls {
			r := s.RunOver(client, "", args...)
			printed := strings.ToLower(r.Out + r.Err)
			for _, typed := range args {
				if typed != "" {
					printed = strings.ReplaceAll(printed, strings.ToLower(typed), "")
				}
			}
			if strings.Contains(printed, hidden) || r.Status < 0 || r.Status > 2 || strings.HasPrefix(args[0], "__") && r.Status != 2 {
				t.Errorf("%s %q: %+v", who, args, r)
			}
		}
	}
	if after := s.Run("chat", "export", "2").Out; after != before || !strings.Contains(before, hidden+"note") {
		t.Errorf("the chat was\n%s\nand is\n%s", before, after)
	}
	if len(calls) < 400 {
		t.Errorf("only %d calls", len(calls))
	}
}

// addHidden gives each of two brands a visitor with a chat, of which the second is full
// of what is hidden, and the first brand an operator and a supervisor.
func addHidden(ctx context.Context, tx core.Tx) error {
	w := rig.RowWriter{Ctx: ctx, Tx: tx}
	for _, o := range []core.Operator{
		{Name: "gina", Role: core.RoleOperator, Brands: core.SetOf[core.BrandID](1)}, {Name: "sue", Role: core.RoleSupervisor, Brands: core.SetOf[core.BrandID](1)},
		{Name: hidden + "man", Alias: hidden + "alias", Role: core.RoleOperator, Brands: core.SetOf[core.BrandID](2)},
	} {
		_, err := tx.SaveOperator(ctx, o)
		w.Check(err)
	}
	for i, word := range []string{"seen", hidden} {
		brand, at := core.BrandID(i+1), rig.Noon()
		v, err := tx.InsertVisitor(ctx, core.Visitor{BrandID: brand, Profile: core.Profile{TelegramID: 70 + int64(brand), FirstName: word + "first", LastName: word + "last", Username: word + "user"}, FirstSeen: at, LastSeen: at})
		w.Check(err)
		c, err := tx.InsertChat(ctx, core.Chat{BrandID: brand, VisitorID: v.ID, State: core.Active, Owner: core.OperatorOwner(1), Source: word + "source", CreatedAt: at, WaitingSince: at, PickedUpAt: at, LastMessageAt: at, CountsFrom: at, DeadlineAt: at.Add(core.Day)})
		w.Check(err)
		w.Message(core.Message{ChatID: c.ID, VisitorID: v.ID, From: core.FromVisitor, Kind: core.KindDocument, Author: word + "first", Text: word + "text", TelegramID: 1, SentAt: at,
			Attachment: &core.Attachment{Kind: core.KindDocument, FileID: "F" + word, FileUniqueID: word, FileName: word + ".pdf", MIME: "application/pdf", Size: 9}})
		w.Message(core.Message{ChatID: c.ID, VisitorID: v.ID, From: core.FromNote, Kind: core.KindText, OperatorID: 1, Author: "mika", Text: word + "note @gina @sue", SentAt: at})
	}
	return w.Err
}

// callsOf are calls of every verb: without and with the names and numbers of what there
// is, with the flags that show more or go further.
func callsOf(cmd *cobra.Command) (calls [][]string) {
	for _, sub := range cmd.Commands() {
		calls = append(calls, callsOf(sub)...)
	}
	if cmd.HasSubCommands() || !cmd.Runnable() {
		return calls
	}
	path := strings.Fields(cmd.CommandPath())[1:]
	var flags []string
	for _, f := range []struct{ name, value string }{{"json", ""}, {"yes", ""}, {"brand", hidden}, {"tag", hidden + "tag"}, {"reason", "x"}, {"until", "2h"}, {"note", "x"}, {"text", "x"}} {
		if cmd.Flag(f.name) != nil {
			flags = append(flags, strings.TrimSuffix("--"+f.name+"="+f.value, "="))
		}
	}
	for _, args := range [][]string{{}, {"2"}, {"3"}, {"2", "x"}, {"2", hidden + "man"}, {hidden}, {hidden + "short"}, {hidden + "man"}} {
		call := append(path[:len(path):len(path)], args...)
		calls = append(calls, append(call[:len(call):len(call)], flags...))
	}
	calls = append(calls, path, append(path[:len(path):len(path)], "2"))
	for _, complete := range []string{cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd} {
		calls = append(calls, append(append([]string{complete}, path...), ""))
	}
	return calls
}
