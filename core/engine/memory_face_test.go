package engine

import (
	"cmp"
	"context"
	"slices"

	"tgdesk/core"
)

type faceKey struct {
	brand    core.BrandID
	language string
}

type memFaces struct{ faces map[faceKey]core.BrandFace }

func newMemFaces() memFaces { return memFaces{map[faceKey]core.BrandFace{}} }

func (m *memory) BrandFaces(_ context.Context, brand core.BrandID) (all []core.BrandFace, err error) {
	for k, f := range m.faces {
		if k.brand == brand {
			all = append(all, f)
		}
	}
	slices.SortFunc(all, func(a, b core.BrandFace) int { return cmp.Compare(a.Language, b.Language) })
	return all, nil
}

func (t *memTx) SaveBrandFace(_ context.Context, f core.BrandFace) error {
	put(t, t.faces, faceKey{f.Brand, f.Language}, f)
	return nil
}

func (t *memTx) DeleteBrandFace(_ context.Context, brand core.BrandID, language string) error {
	drop(t, t.faces, faceKey{brand, language})
	return nil
}
