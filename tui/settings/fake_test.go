package settings

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/media"
)

// fakeDesk is a desk in memory. It is used from one goroutine: the driver runs
// commands one at a time.
type fakeDesk struct {
	brands    []core.BrandView
	texts     core.BrandTexts
	canned    []core.CannedReply
	operators []core.OperatorView
	audit     []core.AuditEntry
	open      int // chats
	ended     int // of them, when a brand was removed
	who       core.Identity
	waiting   int // updates
	webhook   string
	fails     map[string]error // by method
	calls     []string
	limits    core.Limits
	effect    core.LimitEffect // of other limits
	token     string           // last authenticated
	saved     string           // token of the brand that was added or changed last
	server    string
	faces     []core.BrandFace
	shown     core.Face // by the bot
	code      []byte    // the file that was saved last
	flow      core.Flow // of the brand that was changed last
	dropped   bool      // updates, when the brand was enabled
	retryAt   time.Time // see RetryAfter
}

func at(clock string) time.Time {
	t, err := time.Parse(time.DateTime, "2026-11-22 "+clock)
	if err != nil {
		panic(err)
	}
	return t
}

func acme() core.BrandView {
	return core.BrandView{
		Brand: core.Brand{ID: 1, Name: "acme", Accent: "#5fafff", Limits: core.DefaultLimits(), Options: core.DefaultBrandOptions()},
		Bot:   core.Bot{ID: 123456, Username: "acme_help_bot", Name: "Acme help"}, Enabled: true,
		Health: core.Health{State: core.HealthPolling, Since: at("13:30:00")},
	}
}

func globex() core.BrandView {
	return core.BrandView{
		Brand:  core.Brand{ID: 2, Name: "グローベックス社", Accent: "#123456", Limits: core.DefaultLimits().With(core.LimitAnswer, 90*time.Second)},
		Bot:    core.Bot{ID: 777, Username: "globex_bot", Name: "Globex \x1b[31m"},
		Health: core.Health{State: core.HealthDisabled, Since: at("09:00:00")},
	}
}

func newFake(brands ...core.BrandView) *fakeDesk {
	return &fakeDesk{
		brands: brands, fails: map[string]error{}, operators: []core.OperatorView{{Operator: core.Operator{ID: 7, Name: "mika", Role: core.RoleAdmin}, Availability: core.Available}},
		who: core.Identity{Bot: core.Bot{ID: 4242, Username: "initech_bot", Name: "Initech care"}, PendingUpdates: 3},
	}
}

func (d *fakeDesk) call(method string) error {
	d.calls = append(d.calls, method)
	return d.fails[method]
}

func (d *fakeDesk) Brands(context.Context) ([]core.BrandView, error) {
	return slices.Clone(d.brands), d.call("Brands")
}

func (d *fakeDesk) OpenChats(context.Context, core.BrandID) (int, error) {
	return d.open, d.call("OpenChats")
}

func (d *fakeDesk) Authenticate(ctx context.Context, _ core.OperatorID, apiURL, token string) (core.Identity, error) {
	d.server = apiURL
	d.token = token
	return d.who, firstError(ctx.Err(), d.call("Authenticate"))
}

func (d *fakeDesk) AuthenticateFor(ctx context.Context, _ core.OperatorID, _ core.BrandID, token string) (core.Identity, error) {
	d.token = token
	return d.who, firstError(ctx.Err(), d.call("AuthenticateFor"))
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func (d *fakeDesk) AddBrand(_ context.Context, _ core.OperatorID, n desk.NewBrand, token string) (core.BrandView, error) {
	if err := d.call("AddBrand"); err != nil {
		return core.BrandView{}, err
	}
	b := core.BrandView{
		Brand: core.Brand{ID: core.BrandID(len(d.brands) + 10), Name: n.Name, Accent: n.Accent, Limits: n.Limits, Options: n.Options},
		Bot:   n.Bot, Enabled: !n.Disabled, Health: core.Health{State: core.HealthPolling, Since: at("14:02:00")},
	}
	if n.Disabled {
		b.Health.State = core.HealthDisabled
	}
	d.brands, d.saved = append(d.brands, b), token
	return b, nil
}

func (d *fakeDesk) change(method string, id core.BrandID, do func(*core.BrandView)) (core.BrandView, error) {
	if err := d.call(method); err != nil {
		return core.BrandView{}, err
	}
	for i := range d.brands {
		if d.brands[i].ID == id {
			do(&d.brands[i])
			return d.brands[i], nil
		}
	}
	return core.BrandView{}, core.NewError(core.CodeNotFound, "brand_removed")
}

func (d *fakeDesk) setLimits(id core.BrandID, l core.Limits, agreed core.LimitEffect) (core.BrandView, error) {
	if err := l.Check(); err != nil {
		return core.BrandView{}, err
	}
	if err := d.fails["SetLimits"]; err == nil && !d.effect.Within(agreed) {
		return core.BrandView{}, d.effect.AskFirst("acme")
	}
	d.limits = l
	return d.change("SetLimits", id, func(b *core.BrandView) { b.Limits = l })
}

func (d *fakeDesk) SetBrand(ctx context.Context, op core.OperatorID, id core.BrandID, ch desk.BrandChange) (core.BrandView, error) {
	switch {
	case ch.Name != nil:
		return d.change("RenameBrand", id, func(b *core.BrandView) { b.Name = *ch.Name })
	case ch.Accent != nil:
		return d.change("SetAccent", id, func(b *core.BrandView) { b.Accent = *ch.Accent })
	case ch.Limits != nil:
		return d.setLimits(id, *ch.Limits, ch.Agreed)
	case ch.Flow != nil:
		d.flow = *ch.Flow
	}
	if e := (core.RetentionEffect{Chats: 2, Messages: 41}); ch.Options.KeepMessages == core.Week && !e.Within(ch.AgreedRemoval) {
		return core.BrandView{}, e.AskFirst("acme", core.Week)
	}
	return d.SetBrandOptions(ctx, op, id, *ch.Options)
}

func (d *fakeDesk) SetBrandOptions(_ context.Context, _ core.OperatorID, id core.BrandID, o core.BrandOptions) (core.BrandView, error) {
	if err := o.Check(); err != nil {
		return core.BrandView{}, err
	}
	return d.change("SetBrandOptions", id, func(b *core.BrandView) { b.Options = o })
}

func (d *fakeDesk) ListOperators(context.Context) ([]core.OperatorView, error) {
	return slices.Clone(d.operators), d.call("ListOperators")
}

func (d *fakeDesk) AddOperator(_ context.Context, _ core.OperatorID, ch desk.OperatorChange, _ ...string) (core.Operator, error) {
	name, err := core.CheckOperatorName(*ch.Name)
	if err := firstError(err, d.call("AddOperator")); err != nil {
		return core.Operator{}, err
	}
	o := core.Operator{ID: core.OperatorID(len(d.operators) + 100), Name: name, Role: *ch.Role}
	d.operators = append(d.operators, core.OperatorView{Operator: o, Availability: core.Offline})
	return o, nil
}

func (d *fakeDesk) SetOperator(_ context.Context, _, id core.OperatorID, ch desk.OperatorChange) (core.Operator, error) {
	if err := firstError(ch.Check(), d.call("SetOperator")); err != nil {
		return core.Operator{}, err
	}
	for i := range d.operators {
		if o := &d.operators[i].Operator; o.ID == id {
			apply(&o.Name, ch.Name)
			apply(&o.Role, ch.Role)
			apply(&o.Alias, ch.Alias)
			apply(&o.Brands, ch.Brands)
			apply(&o.MaxChats, ch.MaxChats)
			apply(&o.Screen, ch.Screen)
			if ch.Disabled != nil {
				o.DisabledAt = time.Time{}
				if *ch.Disabled {
					o.DisabledAt = at("14:00:00")
				}
			}
			return *o, nil
		}
	}
	return core.Operator{}, core.NewError(core.CodeNotFound, "operator_removed")
}

func apply[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

func (d *fakeDesk) RemoveOperator(_ context.Context, _, id core.OperatorID) error {
	d.operators = slices.DeleteFunc(d.operators, func(v core.OperatorView) bool { return v.ID == id })
	return d.call("RemoveOperator")
}

func (d *fakeDesk) AddKey(_ context.Context, _, id core.OperatorID, text string) (core.OperatorKey, error) {
	k := core.OperatorKey{Operator: id, Type: "ssh-ed25519", Fingerprint: "SHA256:" + text, Comment: "added"}
	if err := d.call("AddKey"); err != nil {
		return k, err
	}
	for i := range d.operators {
		if d.operators[i].ID == id {
			d.operators[i].Keys = append(d.operators[i].Keys, k)
		}
	}
	return k, nil
}

func (d *fakeDesk) RevokeKey(_ context.Context, _, id core.OperatorID, fingerprint string) error {
	for i := range d.operators {
		d.operators[i].Keys = slices.DeleteFunc(slices.Clone(d.operators[i].Keys), func(k core.OperatorKey) bool { return k.Fingerprint == fingerprint })
	}
	return d.call("RevokeKey")
}

func (d *fakeDesk) AuditLog(_ context.Context, _ core.OperatorID, q core.AuditQuery) (found []core.AuditEntry, _ error) {
	for i := len(d.audit) - 1; i >= 0 && len(found) < q.Limit; i-- {
		e := d.audit[i]
		if (q.Before == 0 || e.ID < q.Before) && (q.Operator == 0 || e.Operator == q.Operator) && (q.Chat == 0 || e.Chat == q.Chat) && (q.Brands.Empty() || q.Brands.Has(e.Brand)) &&
			(len(q.Acts) == 0 || slices.Contains(q.Acts, e.Act)) && !e.At.Before(q.Since) {
			found = append(found, e)
		}
	}
	return found, d.call("AuditLog")
}

func (d *fakeDesk) ReplaceToken(_ context.Context, _ core.OperatorID, id core.BrandID, token string, bot core.Bot, disable bool) (core.BrandView, error) {
	return d.change("ReplaceToken", id, func(b *core.BrandView) {
		b.TokenSealed, b.Bot, b.Enabled, d.saved = false, bot, b.Enabled && !disable, token
	})
}

func (d *fakeDesk) EnableBrand(_ context.Context, _ core.OperatorID, id core.BrandID, drop bool) (core.BrandView, error) {
	d.dropped = drop
	return d.change("EnableBrand", id, func(b *core.BrandView) {
		b.Enabled, b.Health = true, core.Health{State: core.HealthPolling, Since: at("14:02:00")}
	})
}

func (d *fakeDesk) DisableBrand(_ context.Context, _ core.OperatorID, id core.BrandID) (core.BrandView, error) {
	return d.change("DisableBrand", id, func(b *core.BrandView) {
		b.Enabled, b.Health = false, core.Health{State: core.HealthDisabled, Since: at("14:02:00")}
	})
}

func (d *fakeDesk) Waiting(context.Context, core.OperatorID, core.BrandID) (int, string, error) {
	return d.waiting, d.webhook, d.call("Waiting")
}

func (d *fakeDesk) RemoveWebhook(context.Context, core.OperatorID, core.BrandID) error {
	if err := d.call("RemoveWebhook"); err != nil {
		return err
	}
	d.webhook = ""
	return nil
}

func (d *fakeDesk) TakeOver(context.Context, core.OperatorID, core.BrandID) error {
	return d.call("TakeOver")
}

func (d *fakeDesk) RetryAfter(core.BrandID, core.VisitorID) time.Time { return d.retryAt }

func (d *fakeDesk) BrandFaces(context.Context, core.BrandID) ([]core.BrandFace, error) {
	return slices.Clone(d.faces), d.call("BrandFaces")
}

func (d *fakeDesk) SetFace(_ context.Context, _ core.OperatorID, id core.BrandID, language string, ch core.FaceChange) (core.BrandFace, error) {
	if err := d.call("SetFace"); err != nil {
		return core.BrandFace{}, err
	}
	f := core.BrandFace{Brand: id, Language: language}
	for _, stored := range d.faces {
		if stored.Language == language {
			f = stored
		}
	}
	next, err := ch.Apply(f.Face)
	f = f.Changed(next)
	d.faces = append(slices.DeleteFunc(d.faces, func(o core.BrandFace) bool { return o.Language == language }), f)
	return f, err
}

func (d *fakeDesk) FaceAtTelegram(context.Context, core.OperatorID, core.BrandID, string) (core.Face, error) {
	return d.shown, d.call("FaceAtTelegram")
}

func (d *fakeDesk) SaveCode(_ context.Context, _ core.OperatorID, dir, name string, code []byte) (string, error) {
	d.code = code
	return filepath.Join(dir, name), d.call("SaveCode")
}

func (d *fakeDesk) EndAndRemoveBrand(ctx context.Context, op core.OperatorID, id core.BrandID, _ func(core.Bulk)) (core.Bulk, error) {
	d.ended = d.open
	return core.Bulk{Done: d.open}, d.RemoveBrand(ctx, op, id)
}

func (d *fakeDesk) RemoveBrand(_ context.Context, _ core.OperatorID, id core.BrandID) error {
	if err := d.call("RemoveBrand"); err != nil {
		return err
	}
	d.brands = slices.DeleteFunc(d.brands, func(b core.BrandView) bool { return b.ID == id })
	return nil
}

func (d *fakeDesk) BrandTexts(context.Context, core.BrandID) (core.BrandTexts, error) {
	return slices.Clone(d.texts), d.call("BrandTexts")
}

// SetBrandText keeps to core's rules as the desk does, in fewer words.
func (d *fakeDesk) SetBrandText(_ context.Context, _ core.OperatorID, _ core.BrandID, ch desk.TextChange) (core.BrandTexts, error) {
	if err := d.call("SetBrandText"); err != nil {
		return nil, err
	}
	b, _ := d.texts.Of(ch.Kind, ch.Language)
	b.On = d.texts.On(ch.Kind) && ch.Language == ""
	if ch.On != nil {
		b.On = *ch.On
	}
	if ch.Text != nil {
		b.Text = *ch.Text
	}
	rest := slices.DeleteFunc(slices.Clone(d.texts), func(o core.BrandText) bool { return o.Kind == b.Kind && o.Language == b.Language })
	if b.Language == "" || b.Text != "" {
		if _, err := b.Checked(false); err != nil {
			return nil, err
		}
		rest = append(rest, b)
	}
	d.texts = rest
	return slices.Clone(rest), nil
}

func (d *fakeDesk) CannedReplies(context.Context) ([]core.CannedReply, error) {
	return slices.Clone(d.canned), d.call("CannedReplies")
}

func (d *fakeDesk) SaveCanned(_ context.Context, _ core.OperatorID, c core.CannedReply, added []media.Checked) (core.CannedReply, error) {
	c, err := c.Checked(false)
	if err := firstError(err, d.call("SaveCanned")); err != nil {
		return c, err
	}
	for _, f := range added {
		c.Files = append(c.Files, core.StoredFile{UniqueID: "out:" + f.Name, Name: f.Name, Size: f.Size})
	}
	if i := slices.IndexFunc(d.canned, func(o core.CannedReply) bool { return o.ID == c.ID }); i >= 0 {
		d.canned[i] = c
		return c, nil
	}
	c.ID = core.CannedID(len(d.canned) + 1)
	d.canned = append(d.canned, c)
	return c, nil
}

func (d *fakeDesk) RemoveCanned(_ context.Context, _ core.OperatorID, id core.CannedID) error {
	d.canned = slices.DeleteFunc(d.canned, func(c core.CannedReply) bool { return c.ID == id })
	return d.call("RemoveCanned")
}

func (d *fakeDesk) CheckCannedFile(_ context.Context, _ core.OperatorID, _ core.BrandID, path string, _ bool) (media.Checked, error) {
	return media.Checked{Path: path, Name: filepath.Base(path), Size: 2048}, d.call("CheckCannedFile")
}

func (d *fakeDesk) called(method string) bool { return slices.Contains(d.calls, method) }

func (d *fakeDesk) log() string { return strings.Join(d.calls, " ") }
