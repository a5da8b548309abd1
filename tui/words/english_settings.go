package words

import "fmt"

func englishSettings(id string, args ...any) string { return fmt.Sprintf(id, args...) }
