#!/bin/sh
# Shows the demo in a real kitty and takes a screenshot of a chat with photos:
#   go build -o /tmp/tgdesk ./cmd/tgdesk && tui/picture/testdata/kitty.sh /tmp/tgdesk /tmp/kitty.png
# On Debian 13: apt-get install kitty xvfb libgl1-mesa-dri imagemagick fonts-dejavu-core
set -eu
program=$1 screenshot=$2
export DISPLAY=:87 LIBGL_ALWAYS_SOFTWARE=1 LANG=C.UTF-8
dir=$(mktemp -d)
Xvfb $DISPLAY -screen 0 1200x800x24 & server=$!
trap 'kill $terminal $server; rm -r "$dir"' EXIT
sleep 2
kitty -o allow_remote_control=yes -o listen_on="unix:$dir/kitty" -o remember_window_size=no \
	-o initial_window_width=1180 -o initial_window_height=780 -o font_size=10 "$program" demo & terminal=$!
sleep 8
kitty @ --to "unix:$(echo "$dir"/kitty*)" send-text jj # to the chat with photos
sleep 2
import -window root "$screenshot"
