// Command protobuf writes the table by which the local API server reads protobuf, and the samples that test it.
package main

import (
	"io"
	"os"

	"k8s.io/apimachinery/pkg/runtime"
)

func main() {
	scheme := newScheme()
	write(os.Args[1], scheme, writeTable)
	write(os.Args[2], scheme, writeSamples)
}

func write(path string, scheme *runtime.Scheme, content func(io.Writer, *runtime.Scheme)) {
	file, err := os.Create(path)
	if err != nil {
		panic(err)
	}
	content(file, scheme)
	if err := file.Close(); err != nil {
		panic(err)
	}
}
