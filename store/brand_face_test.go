package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tgdesk/core"
)

func TestBrandFaces(t *testing.T) {
	t.Parallel()
	d, ctx := newDesk(t), t.Context()
	ja := core.BrandFace{Brand: d.brand.ID, Language: "ja", Face: core.Face{Name: "アクメ"}}
	all := core.BrandFace{
		Brand: d.brand.ID, Face: core.Face{Name: "Acme", About: "a", Description: "b\nc", Commands: []core.BotCommand{{Name: "start", Description: "Begin - now"}, {Name: "help", Description: "Help"}}},
		Owned: core.FaceName | core.FaceAbout, Done: core.FaceAbout, Bot: 42, Problem: core.NewProblem("telegram_busy", 3), RetryAt: noon(), NameRetryAt: noon(),
	}
	for range 2 {
		d.write(func(tx core.Tx) error {
			if err := tx.SaveBrandFace(ctx, ja); err != nil {
				return err
			}
			return tx.SaveBrandFace(ctx, all)
		})
	}
	if diff := cmp.Diff([]core.BrandFace{all, ja}, must[[]core.BrandFace](t)(d.BrandFaces(ctx, d.brand.ID))); diff != "" {
		t.Error(diff)
	}
	d.write(func(tx core.Tx) error { return tx.DeleteBrandFace(ctx, d.brand.ID, "") })
	if diff := cmp.Diff([]core.BrandFace{ja}, must[[]core.BrandFace](t)(d.BrandFaces(ctx, d.brand.ID))); diff != "" {
		t.Error(diff)
	}
	if got := must[[]core.BrandFace](t)(d.BrandFaces(ctx, d.brand.ID+1)); len(got) > 0 {
		t.Errorf("%v", got)
	}
}
