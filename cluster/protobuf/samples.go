package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"time"

	core "k8s.io/api/core/v1"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/apimachinery/pkg/util/intstr"
	"sigs.k8s.io/randfill"
)

const samplesPerKind = 6

// writeSamples writes objects with random fields, the same in each run: a line is a kind's protobuf body in base64,
// a space, and the JSON that Go writes of the object that it reads from that body.
func writeSamples(out io.Writer, scheme *runtime.Scheme) {
	compressed := gzip.NewWriter(out)
	serializer := protobuf.NewSerializer(scheme, scheme)
	for _, kind := range kinds(scheme) {
		for seed := range int64(samplesPerKind) {
			object, err := scheme.New(kind)
			if err != nil {
				panic(err)
			}
			// The first is empty, the later ones are ever fuller.
			chance := float64(seed) / samplesPerKind
			filler := randfill.NewWithSeed(seed).NilChance(1-chance).NumElements(1, 2).MaxDepth(12).Funcs(fillers...)
			if seed > 0 {
				filler.Fill(object)
			}
			object.GetObjectKind().SetGroupVersionKind(kind)
			var body bytes.Buffer
			if err := serializer.Encode(object, &body); err != nil {
				panic(err)
			}
			read, _, err := serializer.Decode(body.Bytes(), nil, nil)
			if err != nil {
				panic(err)
			}
			read.GetObjectKind().SetGroupVersionKind(kind)
			text, err := json.Marshal(read)
			if err != nil {
				panic(err)
			}
			fmt.Fprintf(compressed, "%s %s\n", base64.StdEncoding.EncodeToString(body.Bytes()), text)
		}
	}
	if err := compressed.Close(); err != nil {
		panic(err)
	}
}

func text(c randfill.Continue) string {
	return []string{"", "a", "main", "ä", "two words"}[c.Intn(5)]
}

// What the random values of some types must be like for both encodings to have them.
var fillers = []any{
	func(value *string, c randfill.Continue) { *value = text(c) },
	func(value *int32, c randfill.Continue) { *value = []int32{0, 1, -1, 1 << 30}[c.Intn(4)] },
	func(value *int64, c randfill.Continue) { *value = []int64{0, 1, -1, 1 << 40}[c.Intn(4)] },
	func(value *float64, c randfill.Continue) { *value = []float64{0, 1, -0.5, 1e12}[c.Intn(4)] },
	func(value *meta.Time, c randfill.Continue) {
		if c.Bool() {
			*value = meta.Unix(c.Int63n(4e9), 0)
		}
	},
	func(value *meta.MicroTime, c randfill.Continue) {
		if c.Bool() {
			*value = meta.NewMicroTime(time.Unix(c.Int63n(4e9), c.Int63n(1e9)))
		}
	},
	func(value *resource.Quantity, c randfill.Continue) {
		*value = resource.MustParse([]string{"0", "500m", "2", "1Gi", "1500"}[c.Intn(5)])
	},
	func(value *intstr.IntOrString, c randfill.Continue) {
		if c.Bool() {
			*value = intstr.FromInt32(c.Int31n(3))
		} else {
			*value = intstr.FromString(text(c))
		}
	},
	func(value *meta.FieldsV1, c randfill.Continue) { value.SetRawString(`{"f:spec":{"f:a":{}}}`) },
	func(value *runtime.RawExtension, c randfill.Continue) { value.Raw = []byte(`{"a":[1,"b"]}`) },
	func(value *apiextensions.JSON, c randfill.Continue) {
		value.Raw = []byte([]string{`{"a":[1.5]}`, `"text"`, `true`}[c.Intn(3)])
	},
	func(value *apiextensions.JSONSchemaPropsOrArray, c randfill.Continue) {
		if c.Bool() {
			value.Schema = &apiextensions.JSONSchemaProps{Type: text(c)}
		} else {
			value.JSONSchemas = []apiextensions.JSONSchemaProps{{Type: text(c)}, {}}
		}
	},
	func(value *apiextensions.JSONSchemaPropsOrBool, c randfill.Continue) {
		value.Allows = c.Bool()
		if value.Allows && c.Bool() {
			value.Schema = &apiextensions.JSONSchemaProps{Nullable: c.Bool()}
		}
	},
	func(value *apiextensions.JSONSchemaPropsOrStringArray, c randfill.Continue) {
		if c.Bool() {
			value.Schema = &apiextensions.JSONSchemaProps{Type: text(c)}
		} else {
			value.Property = []string{text(c), "b"}
		}
	},
	func(value *core.ResourceList, c randfill.Continue) {
		*value = core.ResourceList{"cpu": resource.MustParse("500m"), "memory": resource.MustParse("1Gi")}
	},
}
