package words

import "fmt"

func englishAction(id string) string { return id }

func englishWhy(id string) string { return id }

func englishToast(id string, args ...any) string { return fmt.Sprintf(id, args...) }

func englishAsk(id string, args ...any) Question {
	return Question{Text: fmt.Sprintf(id, args...), Yes: "yes", No: "no"}
}

func englishPanel(id string) string { return id }
