package store

import (
	"context"

	"tgdesk/core"
)

const (
	brandFacesSQL = `SELECT brand_id, language, name, about, description, commands, bot_id, owned, done, problem, retry_at, name_retry_at
		FROM brand_faces WHERE brand_id = ? ORDER BY language`
	saveBrandFaceSQL = `INSERT OR REPLACE INTO brand_faces (brand_id, language, name, about, description, commands, bot_id, owned, done, problem, retry_at, name_retry_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	deleteBrandFaceSQL = `DELETE FROM brand_faces WHERE brand_id = ? AND language = ?`
)

func (r reader) BrandFaces(ctx context.Context, brand core.BrandID) ([]core.BrandFace, error) {
	return queryAll(ctx, r.q, "list the faces of a bot", func(row scanner) (f core.BrandFace, err error) {
		var commands string
		err = row.Scan(&f.Brand, &f.Language, &f.Face.Name, &f.Face.About, &f.Face.Description, &commands,
			nullable(&f.Bot), &f.Owned, &f.Done, &f.Problem, asTime(&f.RetryAt), asTime(&f.NameRetryAt))
		f.Face.Commands = core.ParseCommands(commands)
		return f, err
	}, brandFacesSQL, brand)
}

func (t *tx) SaveBrandFace(ctx context.Context, f core.BrandFace) error {
	return execute(ctx, t, "save the face of a bot", saveBrandFaceSQL, f.Brand, f.Language, f.Face.Name, f.Face.About, f.Face.Description,
		core.FormatCommands(f.Face.Commands), nullID(f.Bot), f.Owned, f.Done, f.Problem, millis(f.RetryAt), millis(f.NameRetryAt))
}

func (t *tx) DeleteBrandFace(ctx context.Context, brand core.BrandID, language string) error {
	return execute(ctx, t, "delete the face of a bot", deleteBrandFaceSQL, brand, language)
}
