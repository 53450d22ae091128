// Reads a copy of the record with Go's own packages for signed notes and transparency logs.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run read.go FOLDER
//
// FOLDER holds checkpoint, log.vkey, log.key (a test's secret key), tiles, bundles, proofs/INDEX.tlog-proof and
// consistency/OLD (first the old root, then the proof, in base64, line by line).
// Prints `ok`, what was checked, and the checkpoint as Go signs it.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type folder string

func (f folder) Height() int { return 8 }

// ours turns the checksum database's path (with the height, entries called data) into that of C2SP tlog-tiles.
func ours(tile tlog.Tile) string {
	path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	return strings.Replace(path, "tile/data/", "tile/entries/", 1)
}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		bytes, err := os.ReadFile(filepath.Join(string(f), ours(tile)))
		if err != nil {
			return nil, err
		}
		data[i] = bytes
	}
	return data, nil
}

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) read(name string) []byte {
	bytes, err := os.ReadFile(filepath.Join(string(f), name))
	check(err)
	return bytes
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func hashes(lines []string) []tlog.Hash {
	var all []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		check(err)
		all = append(all, hash)
	}
	return all
}

// open verifies a signed checkpoint and reads its text.
func open(signed []byte, verifiers note.Verifiers) (string, tlog.Tree) {
	opened, err := note.Open(signed, verifiers)
	check(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := tlog.ParseHash(lines[2])
	check(err)
	return opened.Text, tlog.Tree{N: size, Hash: root}
}

func main() {
	f := folder(os.Args[1])
	verifier, err := note.NewVerifier(strings.TrimSpace(string(f.read("log.vkey"))))
	check(err)
	verifiers := note.VerifierList(verifier)
	text, tree := open(f.read("checkpoint"), verifiers)

	reader := tlog.TileHashReader(tree, f)
	root, err := tlog.TreeHash(tree.N, reader)
	check(err)
	if root != tree.Hash {
		check(fmt.Errorf("root %v, checkpoint %v", root, tree.Hash))
	}

	entries := map[int64][]byte{}
	for first := int64(0); first < tree.N; first += 256 {
		width := tree.N - first
		if width > 256 {
			width = 256
		}
		bundle := f.read(ours(tlog.Tile{H: 8, L: -1, N: first / 256, W: int(width)}))
		for i := int64(0); i < width; i++ {
			length := int(binary.BigEndian.Uint16(bundle))
			entries[first+i] = bundle[2 : 2+length]
			bundle = bundle[2+length:]
		}
		if len(bundle) > 0 {
			check(fmt.Errorf("bundle at %d is too long", first))
		}
	}
	var indexes []int64
	for index := int64(0); index < tree.N; index++ {
		indexes = append(indexes, tlog.StoredHashIndex(0, index))
	}
	stored, err := reader.ReadHashes(indexes)
	check(err)
	for index, hash := range stored {
		if hash != tlog.RecordHash(entries[int64(index)]) {
			check(fmt.Errorf("entry %d does not hash to its tile", index))
		}
	}

	proofs, err := filepath.Glob(filepath.Join(string(f), "proofs", "*.tlog-proof"))
	check(err)
	for _, name := range proofs {
		bytes, err := os.ReadFile(name)
		check(err)
		head, signed, found := strings.Cut(string(bytes), "\n\n")
		lines := strings.Split(head, "\n")
		if !found || lines[0] != "c2sp.org/tlog-proof@v1" {
			check(fmt.Errorf("%s is no proof", name))
		}
		index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
		check(err)
		_, then := open([]byte(signed), verifiers)
		check(tlog.CheckRecord(hashes(lines[2:]), then.N, then.Hash, index, tlog.RecordHash(entries[index])))
	}

	olds, err := filepath.Glob(filepath.Join(string(f), "consistency", "*"))
	check(err)
	for _, name := range olds {
		old, err := strconv.ParseInt(filepath.Base(name), 10, 64)
		check(err)
		bytes, err := os.ReadFile(name)
		check(err)
		all := hashes(strings.Fields(string(bytes)))
		check(tlog.CheckTree(all[1:], tree.N, tree.Hash, old, all[0]))
	}

	signer, err := note.NewSigner(strings.TrimSpace(string(f.read("log.key"))))
	check(err)
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	check(err)
	fmt.Printf("ok %d entries, %d proofs, %d consistency proofs\n", tree.N, len(proofs), len(olds))
	if !bytes.Equal(signed, f.read("checkpoint")) {
		check(fmt.Errorf("go signs the checkpoint differently:\n%s", signed))
	}
}
