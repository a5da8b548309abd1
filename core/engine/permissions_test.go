package engine

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/media"
)

// refusal is the id of an error that says who may not do something, or not now;
// "" for none and for every other error.
func refusal(err error) string {
	e, ok := errors.AsType[*core.Error](err)
	if !ok {
		return ""
	}
	switch e.ID {
	case "chat_taken_by", "chat_not_active", "chat_held_by", "chat_completed", "not_your_reply", "edit_completed", "admins_only", "supervisors_only", "canned_all_brands",
		"operator_unknown", "operator_disabled", "brand_not_yours":
		return e.ID
	}
	return ""
}

// chatUseCase is a use case of a chat in which olga's reply reply was sent.
type chatUseCase func(d *desk.Desk, ctx context.Context, op core.OperatorID, c core.ChatID, reply core.MessageID) error

func chatUseCases(file media.Checked, dir string) map[string]chatUseCase {
	type (
		D  = *desk.Desk
		C  = context.Context
		Op = core.OperatorID
		ID = core.ChatID
		M  = core.MessageID
	)
	files := []media.Checked{file}
	return map[string]chatUseCase{
		"PickUp":  func(d D, ctx C, op Op, c ID, _ M) error { _, err := d.PickUp(ctx, op, c); return err },
		"PutBack": func(d D, ctx C, op Op, c ID, _ M) error { _, err := d.PutBack(ctx, op, c); return err },
		"End":     func(d D, ctx C, op Op, c ID, _ M) error { _, err := d.End(ctx, op, c); return err },
		"EndChats": func(d D, ctx C, op Op, c ID, _ M) error {
			return refusedOf(d.EndChats(ctx, op, []core.ChatID{c}, func(core.Bulk) {}))
		},
		"ReadChats": func(d D, ctx C, op Op, c ID, _ M) error {
			return refusedOf(d.ReadChats(ctx, op, []core.ChatID{c}, func(core.Bulk) {}))
		},
		"SendDraft": func(d D, ctx C, op Op, c ID, _ M) error {
			_, err := d.SendDraft(ctx, op, c, core.Draft{Text: "hi"}, nil)
			return err
		},
		"Attach": func(d D, ctx C, op Op, c ID, _ M) error { _, err := d.Attach(ctx, op, c, files, "", 0); return err },
		"Resend": func(d D, ctx C, op Op, _ ID, m M) error { _, err := d.Resend(ctx, op, m); return err },
		"BlockVisitor": func(d D, ctx C, op Op, c ID, _ M) error {
			_, err := d.BlockVisitor(ctx, op, visitorOf(d, ctx, c), "spam")
			return err
		},
		"DecideBlock": func(d D, ctx C, op Op, c ID, _ M) error {
			_, err := d.DecideBlock(ctx, op, visitorOf(d, ctx, c), true)
			return err
		},
		"UnblockVisitor": func(d D, ctx C, op Op, c ID, _ M) error {
			_, err := d.UnblockVisitor(ctx, op, visitorOf(d, ctx, c))
			return err
		},
		"ErasureOf": func(d D, ctx C, op Op, c ID, _ M) error {
			_, err := d.ErasureOf(ctx, op, visitorOf(d, ctx, c))
			return err
		},
		"RecordVisitorExport": func(d D, ctx C, op Op, c ID, _ M) error {
			return d.RecordVisitorExport(ctx, op, visitorOf(d, ctx, c))
		},
		"EraseVisitor": func(d D, ctx C, op Op, c ID, _ M) error {
			_, err := d.EraseVisitor(ctx, op, visitorOf(d, ctx, c))
			return err
		},
		"SeeMentions": func(d D, ctx C, op Op, c ID, _ M) error { return d.SeeMentions(ctx, op, c) },
		"Snooze": func(d D, ctx C, op Op, c ID, _ M) error {
			_, err := d.Snooze(ctx, op, c, d.Now().Add(time.Hour))
			return err
		},
		"Wake": func(d D, ctx C, op Op, c ID, _ M) error { _, err := d.Wake(ctx, op, c); return err },
		"Tag": func(d D, ctx C, op Op, c ID, _ M) error {
			_, err := d.Tag(ctx, op, c, []string{"vip"}, nil)
			return err
		},
		"SendNote":    func(d D, ctx C, op Op, c ID, _ M) error { _, err := d.SendNote(ctx, op, c, "hm", nil); return err },
		"EditReply":   func(d D, ctx C, op Op, _ ID, m M) error { _, err := d.EditReply(ctx, op, m, "hello"); return err },
		"DeleteReply": func(d D, ctx C, op Op, _ ID, m M) error { return d.DeleteReply(ctx, op, m) },
		"CancelSend":  func(d D, ctx C, op Op, _ ID, m M) error { return d.CancelSend(ctx, op, m) },
		"FetchFile":   func(d D, ctx C, op Op, _ ID, m M) error { return d.FetchFile(ctx, op, m) },
		"CancelFetch": func(d D, ctx C, op Op, _ ID, m M) error { return d.CancelFetch(ctx, op, m) },
		"OpenFile":    func(d D, ctx C, op Op, _ ID, m M) error { _, err := d.OpenFile(ctx, op, m); return err },
		"OpenThumb":   func(d D, ctx C, op Op, _ ID, m M) error { _, err := d.OpenThumb(ctx, op, m); return err },
		"FilePath":    func(d D, ctx C, op Op, _ ID, m M) error { _, err := d.FilePath(ctx, op, m); return err },
		"SaveFileAs":  func(d D, ctx C, op Op, _ ID, m M) error { _, err := d.SaveFileAs(ctx, op, m, dir); return err },
		"Spool": func(d D, ctx C, op Op, c ID, _ M) error {
			_, remove, err := d.Spool(ctx, op, c, "a.png", strings.NewReader("a"))
			if err == nil {
				remove()
			}
			return err
		},
		"CheckFile": func(d D, ctx C, op Op, c ID, _ M) error {
			_, err := d.CheckFile(ctx, op, c, file.Path, false)
			return err
		},
		"AskTransfer":      func(d D, ctx C, op Op, c ID, _ M) error { _, err := d.AskTransfer(ctx, op, c, 0, "please"); return err },
		"AcceptTransfer":   func(d D, ctx C, op Op, c ID, _ M) error { _, err := d.AcceptTransfer(ctx, op, c); return err },
		"RejectTransfer":   func(d D, ctx C, op Op, c ID, _ M) error { _, err := d.RejectTransfer(ctx, op, c); return err },
		"WithdrawTransfer": func(d D, ctx C, op Op, c ID, _ M) error { _, err := d.WithdrawTransfer(ctx, op, c); return err },
		"Assign":           func(d D, ctx C, op Op, c ID, _ M) error { _, err := d.Assign(ctx, op, c, 1); return err },
		"Invite":           func(d D, ctx C, op Op, c ID, _ M) error { _, err := d.Invite(ctx, op, c, 1); return err },
		"Join":             func(d D, ctx C, op Op, c ID, _ M) error { _, err := d.Join(ctx, op, c); return err },
		"LeaveChat":        func(d D, ctx C, op Op, c ID, _ M) error { _, err := d.LeaveChat(ctx, op, c); return err },
		"View":             func(d D, ctx C, op Op, c ID, _ M) error { return d.View(ctx, op, "s", c) },
		"Compose":          func(d D, ctx C, op Op, c ID, _ M) error { return d.Compose(ctx, op, "s", c, true) },
		"Enter":            func(d D, ctx C, op Op, _ ID, _ M) error { return d.Enter(ctx, op, "s") },
		"SetAvailability":  func(d D, ctx C, op Op, _ ID, _ M) error { _, err := d.SetAvailability(ctx, op, true); return err },
		"Team":             func(d D, ctx C, op Op, _ ID, _ M) error { _, err := d.Team(ctx, op); return err },
		"SetOperator": func(d D, ctx C, op Op, _ ID, _ M) error {
			_, err := d.SetOperator(ctx, op, op, desk.OperatorChange{Alias: new("Al"), Screen: new(core.ScreenSettings{Zone: "UTC"})})
			return err
		},
		"ReplaceDraft": func(d D, ctx C, op Op, c ID, _ M) error {
			_, err := d.ReplaceDraft(ctx, op, c, core.DraftReply, core.Draft{}, core.Draft{Text: "hi"})
			return err
		},
		"ReturnDraft": func(d D, ctx C, op Op, c ID, _ M) error {
			return d.ReturnDraft(ctx, op, c, core.DraftReply, core.Draft{}, core.Draft{Text: "hi"})
		},
		"RememberFilter": func(d D, ctx C, op Op, _ ID, _ M) error { return d.RememberFilter(ctx, op, "mine") },
		"MarkRead":       func(d D, ctx C, op Op, c ID, m M) error { _, err := d.MarkRead(ctx, op, c, m); return err },
		"Login":          func(d D, ctx C, op Op, _ ID, _ M) error { return d.Login(ctx, op, "", "here") },
		"RecordExport":   func(d D, ctx C, op Op, c ID, _ M) error { return d.RecordExport(ctx, op, c, "text") },
		"RecordExports": func(d D, ctx C, op Op, c ID, _ M) error {
			return d.RecordExports(ctx, op, core.SetOf(brandOf(d, ctx, c)), "csv")
		},
	}
}

// refusedOf is why something was not done with the only chat of many.
func refusedOf(b core.Bulk, err error) error {
	if len(b.Refused) > 0 {
		return b.Refused[0].Why
	}
	return err
}

// visitorOf is the visitor of a chat.
func visitorOf(d *desk.Desk, ctx context.Context, chat core.ChatID) core.VisitorID {
	c, err := d.Chat(ctx, chat)
	if err != nil {
		panic(err)
	}
	return c.VisitorID
}

// brandOf is the brand of a chat.
func brandOf(d *desk.Desk, ctx context.Context, chat core.ChatID) core.BrandID {
	c, err := d.Chat(ctx, chat)
	if err != nil {
		panic(err)
	}
	return c.BrandID
}

// adminUseCases change brands and their channels; chats do not matter.
func adminUseCases(brand core.BrandID, bot core.Bot) map[string]func(*desk.Desk, context.Context, core.OperatorID) error {
	type (
		D  = *desk.Desk
		C  = context.Context
		Op = core.OperatorID
	)
	return map[string]func(D, C, Op) error{
		"Authenticate":    func(d D, ctx C, op Op) error { _, err := d.Authenticate(ctx, op, "", "acme"); return err },
		"AuthenticateFor": func(d D, ctx C, op Op) error { _, err := d.AuthenticateFor(ctx, op, brand, "acme"); return err },
		"ChatbotSecret":   func(d D, ctx C, op Op) error { _, err := d.ChatbotSecret(ctx, op, brand); return err },
		"RenewChatbotSecret": func(d D, ctx C, op Op) error {
			_, err := d.RenewChatbotSecret(ctx, op, brand)
			return err
		},
		"ReplaceToken": func(d D, ctx C, op Op) error {
			_, err := d.ReplaceToken(ctx, op, brand, "acme", bot, false)
			return err
		},
		"EnableBrand":   func(d D, ctx C, op Op) error { _, err := d.EnableBrand(ctx, op, brand, true); return err },
		"DisableBrand":  func(d D, ctx C, op Op) error { _, err := d.DisableBrand(ctx, op, brand); return err },
		"Waiting":       func(d D, ctx C, op Op) error { _, _, err := d.Waiting(ctx, op, brand); return err },
		"RemoveWebhook": func(d D, ctx C, op Op) error { return d.RemoveWebhook(ctx, op, brand) },
		"TakeOver":      func(d D, ctx C, op Op) error { return d.TakeOver(ctx, op, brand) },
		"RemoveBrand":   func(d D, ctx C, op Op) error { return d.RemoveBrand(ctx, op, brand) },
		"SetBrandText": func(d D, ctx C, op Op) error {
			on := true
			_, err := d.SetBrandText(ctx, op, brand, desk.TextChange{Kind: core.TextWelcome, On: &on})
			return err
		},
		"EndAndRemoveBrand": func(d D, ctx C, op Op) error {
			_, err := d.EndAndRemoveBrand(ctx, op, brand, func(core.Bulk) {})
			return err
		},
		"SetBrand, name": func(d D, ctx C, op Op) error {
			_, err := d.SetBrand(ctx, op, brand, desk.BrandChange{Name: new("globex")})
			return err
		},
		"SetBrand, colour": func(d D, ctx C, op Op) error {
			_, err := d.SetBrand(ctx, op, brand, desk.BrandChange{Accent: new("#ffffff")})
			return err
		},
		"SetBrand, limits": func(d D, ctx C, op Op) error {
			_, err := d.SetBrand(ctx, op, brand, desk.BrandChange{Limits: new(core.DefaultLimits())})
			return err
		},
		"SetBrand": func(d D, ctx C, op Op) error { _, err := d.SetBrand(ctx, op, brand, desk.BrandChange{}); return err },
		"AddBrand": func(d D, ctx C, op Op) error {
			_, err := d.AddBrand(ctx, op, desk.NewBrand{Name: "initech", Accent: "#ffffff", Bot: core.Bot{ID: 9}}, "x")
			return err
		},
		"SaveCanned": func(d D, ctx C, op Op) error {
			_, err := d.SaveCanned(ctx, op, core.CannedReply{Brand: brand, Shortcut: "hi", Text: "Hello"}, nil)
			return err
		},
		"RemoveCanned": func(d D, ctx C, op Op) error { return d.RemoveCanned(ctx, op, 1) },
		"ImportCanned": func(d D, ctx C, op Op) error {
			_, err := d.ImportCanned(ctx, op, []core.CannedReply{{Shortcut: "hi", Text: "Hello"}}, false)
			return err
		},
		"CheckCannedFile": func(d D, ctx C, op Op) error { _, err := d.CheckCannedFile(ctx, op, brand, "none", false); return err },
		"SpoolCanned": func(d D, ctx C, op Op) error {
			_, remove, err := d.SpoolCanned(ctx, op, brand, "none", strings.NewReader(""))
			if err == nil {
				remove()
			}
			return err
		},
		"AddOperator": func(d D, ctx C, op Op) error {
			name, role := "new", core.RoleOperator
			_, err := d.AddOperator(ctx, op, desk.OperatorChange{Name: &name, Role: &role})
			return err
		},
		"SetOperator": func(d D, ctx C, op Op) error {
			role := core.RoleAdmin
			_, err := d.SetOperator(ctx, op, op, desk.OperatorChange{Role: &role})
			return err
		},
		"RemoveOperator": func(d D, ctx C, op Op) error { return d.RemoveOperator(ctx, op, 99) },
		"AddKey":         func(d D, ctx C, op Op) error { _, err := d.AddKey(ctx, op, 99, anyKey); return err },
		"RevokeKey":      func(d D, ctx C, op Op) error { return d.RevokeKey(ctx, op, op, "SHA256:x") },
		"AuditLog":       func(d D, ctx C, op Op) error { _, err := d.AuditLog(ctx, op, core.AuditQuery{Limit: 1}); return err },
		"RebuildSearch":  func(d D, ctx C, op Op) error { return d.RebuildSearch(ctx, op, func(core.IndexProgress) {}) },
		"RecordBackup":   func(d D, ctx C, op Op) error { return d.RecordBackup(ctx, op, "desk.db") },
		"SetFace":        func(d D, ctx C, op Op) error { _, err := d.SetFace(ctx, op, brand, "", core.FaceChange{}); return err },
		"FaceAtTelegram": func(d D, ctx C, op Op) error { _, err := d.FaceAtTelegram(ctx, op, brand, ""); return err },
		"SaveCode":       func(d D, ctx C, op Op) error { _, err := d.SaveCode(ctx, op, "/dev/null", "code.png", nil); return err },
		"SetBrandOptions": func(d D, ctx C, op Op) error {
			_, err := d.SetBrandOptions(ctx, op, brand, core.DefaultBrandOptions())
			return err
		},
	}
}

// TestEveryUseCaseIsGuarded tries every use case of a chat in every state, as the
// chat's owner, another operator, a supervisor, one of another brand, an admin, one who
// is disabled and somebody unknown.
func TestEveryUseCaseIsGuarded(t *testing.T) {
	const taken, waits, over, other = "chat_taken_by", "chat_not_active", "chat_completed", "chat_held_by"
	const leads = "supervisors_only"
	type states = [4]string // pending, active, unanswered, completed
	type rule struct{ owner, other, supervisor, admin states }
	var (
		all    states
		open   = states{3: over}
		holder = states{waits, "", waits, over}
		locked = states{waits, other, waits, over}
		taking = states{"", taken, "", over}
		author = states{"not_your_reply", "not_your_reply", "not_your_reply", "not_your_reply"}
		edits  = states{3: "edit_completed"}
		ends   = states{waits, "", "", over}

		admins = states{"admins_only", "admins_only", "admins_only", "admins_only"}
		joins  = states{waits, leads, waits, over}
		gives  = states{leads, leads, leads, leads}

		below = states{"supervisors_only", "supervisors_only", "supervisors_only", "supervisors_only"}

		anybody = rule{all, all, all, all}
		decides = rule{below, below, all, all}
		answers = rule{open, open, open, open} // in one that waits there is no transfer, and nobody to leave
		invites = rule{holder, locked, holder, holder}
		recalls = rule{open, states{1: other, 3: over}, open, open}
		reply   = rule{holder, locked, locked, locked}
	)
	rules := map[string]rule{
		"PickUp": {open, taking, taking, taking}, "PutBack": {holder, locked, holder, holder}, "Snooze": {holder, locked, holder, holder}, "Wake": {holder, locked, holder, holder}, "End": {ends, states{waits, other, "", over}, open, open},
		"EndChats": {ends, states{waits, other, "", over}, open, open}, "ReadChats": anybody,
		"SendDraft": reply, "Attach": reply, "Spool": reply, "Resend": reply,
		"Tag": anybody, "SeeMentions": anybody, "SendNote": anybody, "RecordExport": anybody, "RecordExports": anybody,
		"EditReply": {edits, author, author, edits}, "DeleteReply": {all, author, author, all}, "CancelSend": {all, author, author, all},
		"FetchFile": anybody, "CancelFetch": anybody, "OpenFile": anybody, "OpenThumb": anybody, "FilePath": anybody,
		"SaveFileAs": anybody, "CheckFile": anybody, "ReplaceDraft": anybody, "ReturnDraft": anybody, "MarkRead": anybody, "RememberFilter": anybody, "SetOperator": anybody, "Login": anybody,
		"AskTransfer": reply, "AcceptTransfer": answers, "RejectTransfer": answers, "WithdrawTransfer": recalls, "LeaveChat": answers,
		"Invite": invites, "Join": {joins, joins, holder, holder}, "Assign": {gives, gives, open, open},
		"ErasureOf": {admins, admins, admins, all}, "EraseVisitor": {admins, admins, admins, all}, "RecordVisitorExport": {admins, admins, admins, all},
		"BlockVisitor": anybody, "DecideBlock": decides, "UnblockVisitor": decides,
		"View": anybody, "Compose": anybody, "Enter": anybody, "SetAvailability": anybody, "Team": anybody,
	}
	noBrand := []string{"RememberFilter", "SetOperator", "Login", "Enter", "SetAvailability", "Team"} // are about the operator alone
	for _, name := range slices.Sorted(maps.Keys(chatUseCases(media.Checked{}, ""))) {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				rule, ok := rules[name]
				if !ok {
					t.Fatal("no rule says who may")
				}
				ctx, olga, ann := r.t.Context(), r.signIn("olga", core.RoleOperator), r.signIn("ann", core.RoleOperator)
				file, err := r.desk.CheckFile(ctx, r.op, r.hears(1, "hello").ID, picture(t, 4, 3), false)
				must(t, err)
				do, visitor := chatUseCases(file, t.TempDir())[name], int64(100)
				sue, far, gone := r.signIn("sue", core.RoleSupervisor), r.signIn("far", core.RoleSupervisor), r.signIn("gone", core.RoleAdmin)
				var globex core.Brand
				must(t, r.store.Write(ctx, func(tx core.Tx) (err error) {
					globex, err = tx.InsertBrand(ctx, core.Brand{Name: "globex"})
					return err
				}))
				elsewhere, disabled := core.SetOf(globex.ID), true
				_, err = r.desk.SetOperator(ctx, r.op, far, desk.OperatorChange{Brands: &elsewhere})
				must(t, err)
				_, err = r.desk.SetOperator(ctx, r.op, gone, desk.OperatorChange{Disabled: &disabled})
				must(t, err)
				refused := "brand_not_yours"
				if slices.Contains(noBrand, name) {
					refused = ""
				}
				for i, state := range core.States() {
					for who, as := range map[string]struct {
						op   core.OperatorID
						want string
					}{
						"owner": {olga, rule.owner[i]}, "another": {ann, rule.other[i]}, "admin": {r.op, rule.admin[i]}, "unknown": {99, "operator_unknown"},
						"supervisor": {sue, rule.supervisor[i]}, "of another brand": {far, refused}, "disabled": {gone, "operator_disabled"},
					} {
						visitor++
						c, m := r.chatIn(state, visitor, olga)
						if got := refusal(do(r.desk, ctx, as.op, c, m)); got != as.want {
							t.Errorf("%s, %s: refused for %q, want %q", state, who, got, as.want)
						}
					}
				}
			})
		})
	}
}

// chatIn makes a chat in a state, with a reply of op that was sent. op holds it
// while it is active and ended it once it is completed.
func (r *rig) chatIn(s core.State, visitor int64, op core.OperatorID) (core.ChatID, core.MessageID) {
	r.t.Helper()
	ctx := r.t.Context()
	r.bot.say(visitor, "hello")
	synctest.Wait()
	c := r.chatOf(visitor)
	_, err := r.desk.PickUp(ctx, op, c.ID)
	must(r.t, err)
	sent, err := r.desk.SendDraft(ctx, op, c.ID, core.Draft{Text: "hi"}, nil)
	must(r.t, err)
	synctest.Wait()
	switch s {
	case core.Pending, core.Unanswered:
		c, err = r.desk.PutBack(ctx, op, c.ID)
	case core.Completed:
		c, err = r.desk.End(ctx, op, c.ID)
	}
	must(r.t, err)
	if s == core.Unanswered {
		c, _ = c.FellDue(c.DeadlineAt, core.Rules{Limits: core.DefaultLimits()})
		must(r.t, r.store.Write(ctx, func(tx core.Tx) error { return tx.SaveChat(ctx, c) }))
	}
	return c.ID, sent[0].ID
}

// anyKey is a public key.
const anyKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGLsHqYkYp0l7aqx0rYhHqf3m2tEQiMPYGGrO5FlS5qW mika@desk"

// supervised are use cases that a supervisor may use too.
var supervised = []string{"SaveCanned", "RemoveCanned", "ImportCanned", "CheckCannedFile", "SpoolCanned"}

func TestOnlyAdminsManage(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(adminUseCases(0, core.Bot{}))) {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				r.canned(r.brand, "bye", "Good bye")
				do, ann, sue := adminUseCases(r.brand, r.bot.who.Bot)[name], r.signIn("ann", core.RoleOperator), r.signIn("sue", core.RoleSupervisor)
				ofAnn, ofSue := "admins_only", "admins_only"
				if slices.Contains(supervised, name) {
					ofAnn, ofSue = "supervisors_only", ""
				}
				for _, k := range []struct {
					op   core.OperatorID
					want string
				}{{99, "operator_unknown"}, {ann, ofAnn}, {sue, ofSue}, {r.op, ""}} {
					if got := refusal(do(r.desk, r.t.Context(), k.op)); got != k.want {
						t.Errorf("operator %d is refused for %q, want %q", k.op, got, k.want)
					}
				}
			})
		})
	}
}

// TestUseCasesAreAllTried: a use case that takes an operator is in the tables
// above, or refuses nothing.
func TestUseCasesAreAllTried(t *testing.T) {
	t.Parallel()
	chats, admins := chatUseCases(media.Checked{}, ""), adminUseCases(0, core.Bot{})
	silent := []string{"Typing", "Logout", "Leave", "ComeBack", "Availability", "ChatsToEnd", "ChatsToRead"} // list what the operator sees, do nothing unless the operator holds the chat or has a screen, or say what all may know; everybody may leave
	reads, op := reflect.TypeFor[core.Reader](), reflect.TypeFor[core.OperatorID]()
	for m := range reflect.TypeFor[*desk.Desk]().Methods() {
		if _, read := reads.MethodByName(m.Name); read || m.Type.NumIn() < 3 || m.Type.In(2) != op || slices.Contains(silent, m.Name) {
			continue
		}
		if chats[m.Name] == nil && admins[m.Name] == nil {
			t.Errorf("nothing tries who may use %s", m.Name)
		}
	}
}
