// Package team_test holds what is always true of the operators of a desk, on a real
// database.
package team_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"slices"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
	"pgregory.net/rapid"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/store"
)

// keys are public keys that operators are given.
func keys(t *testing.T) (lines []string) {
	for seed := range 3 {
		k, err := ssh.NewPublicKey(ed25519.NewKeyFromSeed(slices.Repeat([]byte{byte(seed)}, ed25519.SeedSize)).Public())
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(ssh.MarshalAuthorizedKey(k)))
	}
	return lines
}

// TestOperatorsStayRight adds, changes, disables and removes operators and their keys at
// random, by one another. The desk keeps an admin, a live key has one owner, and what was
// changed, and nothing else, stands in the audit once.
func TestOperatorsStayRight(t *testing.T) {
	t.Parallel()
	lines := keys(t)
	rapid.Check(t, func(rt *rapid.T) {
		ctx, now := context.Background(), time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
		dir := t.TempDir()
		rig.EmptyDesk(t, dir)
		db, err := store.Open(dir, store.Options{Now: func() time.Time { return now }})
		must(rt, err)
		defer func() { must(rt, db.Close()) }()
		d := desk.New(db, nil, core.NewHub(), desk.Options{Now: func() time.Time { return now }})
		first, err := d.SignIn(ctx, "mika", core.RoleOperator) // the first is an admin all the same
		must(rt, err)
		ids := []core.OperatorID{first.ID}
		for step := range rapid.IntRange(5, 25).Draw(rt, "steps") {
			by, id := rapid.SampledFrom(ids).Draw(rt, "by"), rapid.SampledFrom(ids).Draw(rt, "whom")
			before, audited := snapshot(rt, db), count(rt, db)
			act := rapid.SampledFrom([]string{"add", "role", "disable", "enable", "remove", "key", "revoke", "alias"}).Draw(rt, "act")
			rows := 1
			switch key := rapid.SampledFrom(lines).Draw(rt, "key"); act {
			case "add":
				var o core.Operator
				name, role := fmt.Sprint("op", step), rapid.SampledFrom(core.Roles()).Draw(rt, "role")
				if o, err = d.AddOperator(ctx, by, desk.OperatorChange{Name: &name, Role: &role}); err == nil {
					ids = append(ids, o.ID)
				}
			case "role":
				role := rapid.SampledFrom(core.Roles()).Draw(rt, "role")
				_, err = d.SetOperator(ctx, by, id, desk.OperatorChange{Role: &role})
			case "disable", "enable":
				disabled := act == "disable"
				_, err = d.SetOperator(ctx, by, id, desk.OperatorChange{Disabled: &disabled})
			case "alias":
				alias := fmt.Sprint("alias", step)
				_, err = d.SetOperator(ctx, by, by, desk.OperatorChange{Alias: new(alias)})
			case "remove":
				for _, k := range before.keys {
					if k.Operator == id {
						rows++ // it is revoked
					}
				}
				err = d.RemoveOperator(ctx, by, id)
			case "key":
				_, err = d.AddKey(ctx, by, id, key)
			case "revoke":
				fingerprint := "SHA256:none"
				if len(before.keys) > 0 {
					fingerprint = before.keys[0].Fingerprint
				}
				err = d.RevokeKey(ctx, by, id, fingerprint)
			}
			after := snapshot(rt, db)
			switch {
			case err != nil || after.text == before.text:
				rows = 0
			case act != "alias" && !before.admin(by):
				rt.Fatalf("%s by operator %d, who is no admin", act, by)
			}
			if got := count(rt, db); got != audited+rows {
				rt.Fatalf("%s: %d entries of the audit, want %d more than %d (%v)", act, got, rows, audited, err)
			}
			after.check(rt)
		}
	})
}

// state is the operators and the live keys.
type state struct {
	operators []core.Operator
	keys      []core.OperatorKey
	text      string
}

func snapshot(t *rapid.T, db *store.DB) (s state) {
	var err error
	s.operators, err = db.Operators(t.Context())
	must(t, err)
	s.keys, err = db.OperatorKeys(t.Context())
	must(t, err)
	s.text = fmt.Sprintf("%+v %+v", s.operators, s.keys)
	return s
}

func (s state) admin(id core.OperatorID) bool {
	return slices.ContainsFunc(s.operators, func(o core.Operator) bool { return o.ID == id && o.Admin() && o.Enabled() })
}

func (s state) check(t *rapid.T) {
	if !slices.ContainsFunc(s.operators, func(o core.Operator) bool { return o.Admin() && o.Enabled() }) {
		t.Fatalf("no admin is left: %s", s.text)
	}
	owners := map[string]core.OperatorID{}
	for _, k := range s.keys {
		if owners[k.Fingerprint] != 0 {
			t.Fatalf("a key of two: %s", s.text)
		}
		owners[k.Fingerprint] = k.Operator
		if !slices.ContainsFunc(s.operators, func(o core.Operator) bool { return o.ID == k.Operator }) {
			t.Fatalf("a live key of nobody: %s", s.text)
		}
	}
}

func count(t *rapid.T, db *store.DB) int {
	all, err := db.AuditEntries(t.Context(), core.AuditQuery{Limit: 10_000})
	must(t, err)
	return len(all)
}

func must(t *rapid.T, err error) {
	if err != nil {
		t.Fatal(err)
	}
}
