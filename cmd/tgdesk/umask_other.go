//go:build !unix

package main

func keepOwnersRights() {} // there is no umask
