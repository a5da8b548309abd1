package personas_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core/telegram/botsim"
)

func (s *rig) sendPicture(t *testing.T, b *botsim.Bot, chat string) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	_ = w.WriteField("chat_id", chat) // a buffer takes everything
	f, err := w.CreateFormFile("document", "label.pdf")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(f, "%PDF")
	_ = w.Close()
	resp, err := s.client.Post("http://botsim.test/bot"+b.Token+"/sendDocument", w.FormDataContentType(), &body)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("got %d", resp.StatusCode)
	}
}

// A visitor answers every file.
func TestVisitorsAnswerFiles(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newRig(t, 3)
		time.Sleep(4 * time.Second) // the burst is over, the next event is not yet due
		for range 5 {
			s.take(t)
			s.sendPicture(t, s.bots[0], "5100000001")
			time.Sleep(7 * time.Second)
			if got := strings.Join(s.take(t), ""); strings.Count(got, `\u5199\u771f\u3092\u78ba\u8a8d`) != 1 || !strings.Contains(got, `"reply_to_message"`) {
				t.Fatalf("got %s", got)
			}
		}
	})
}

// The files of the personas are of every kind and can be downloaded.
func TestFilesOfPersonas(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newRig(t, 4)
		var all strings.Builder
		groups := regexp.MustCompile(`"media_group_id":"(\d+)"`)
		albums := map[string]int{}
		for range 60 {
			time.Sleep(time.Minute)
			for _, raw := range s.take(t) {
				all.WriteString(raw)
				for _, g := range groups.FindAllStringSubmatch(raw, -1) {
					albums[g[1]]++
				}
			}
		}
		for _, want := range []string{`"live_period":900`, `"audio/ogg"`, `"application/pdf"`, `"photo"`, `"location"`} {
			if !strings.Contains(all.String(), want) {
				t.Errorf("an hour without %s", want)
			}
		}
		if len(albums) == 0 {
			t.Error("an hour without an album")
		}
		for id, parts := range albums {
			if parts != 3 {
				t.Errorf("album %s has %d parts", id, parts)
			}
		}
	})
}

// Within some minutes there are a photo, an album, a voice message and a location.
func TestFilesComeSoon(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		synctest.Test(t, func(t *testing.T) {
			s := newRig(t, seed)
			time.Sleep(4 * time.Minute)
			all := strings.Join(s.take(t), "\n")
			for _, want := range []string{`"photo"`, `"media_group_id"`, `"voice"`, `"location"`} {
				if !strings.Contains(all, want) {
					t.Errorf("seed %d: four minutes without %s", seed, want)
				}
			}
		})
	}
}
