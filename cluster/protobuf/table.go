package main

import (
	"fmt"
	"io"
	"reflect"
	"sort"
	"strings"

	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// Structs whose JSON is something simpler, and which the server knows by these names.
var special = map[reflect.Type]string{
	reflect.TypeFor[meta.Time]():          "time",
	reflect.TypeFor[meta.MicroTime]():     "microTime",
	reflect.TypeFor[intstr.IntOrString](): "intOrString",
}

// Structs whose JSON is one of their own fields: the value has no name around it. Bytes in them are JSON text.
var bare = map[string]bool{
	"k8s.io/apimachinery/pkg/api/resource.Quantity":                                         true,
	"k8s.io/apimachinery/pkg/apis/meta/v1.FieldsV1":                                         true,
	"k8s.io/apimachinery/pkg/runtime.RawExtension":                                          true,
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSON":                         true,
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrArray":       true,
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrBool":        true,
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrStringArray": true,
}

type table struct {
	messages map[string]string
}

// writeTable writes the kinds, and the fields of each message that they are made of.
func writeTable(out io.Writer, scheme *runtime.Scheme) {
	table := table{messages: map[string]string{}}
	fmt.Fprint(out, "# How Go writes the kinds of Kubernetes 1.36 in protobuf and in JSON. Made by cluster/protobuf/write.\n")
	fmt.Fprint(out, "# kind API-VERSION KIND MESSAGE\n# message NAME, then per field: NUMBER JSON-NAME TYPE [omitempty]\n")
	for _, kind := range kinds(scheme) {
		object, err := scheme.New(kind)
		if err != nil {
			panic(err)
		}
		group := kind.GroupVersion().String()
		if kind.Kind == "DeleteOptions" {
			group = "*"
		}
		fmt.Fprintf(out, "kind %s %s %s\n", group, kind.Kind, table.typeOf(reflect.TypeOf(object).Elem()))
	}
	names := make([]string, 0, len(table.messages))
	for name := range table.messages {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Fprintf(out, "message %s\n%s", name, table.messages[name])
	}
}

// typeOf names a type as the table does, and adds the messages that it needs.
func (t *table) typeOf(of reflect.Type) string {
	if name, found := special[of]; found {
		return name
	}
	switch of.Kind() {
	case reflect.Pointer:
		return t.typeOf(of.Elem())
	case reflect.Struct:
		name := nameOf(of)
		if _, found := t.messages[name]; !found {
			t.messages[name] = "" // before its fields, which may be of the same type
			t.messages[name] = t.fields(of)
		}
		return name
	case reflect.Slice:
		if _, isMessage := reflect.New(of).Interface().(interface{ Marshal() ([]byte, error) }); isMessage {
			name := nameOf(of) // a list that can be the value of a map, which in protobuf only a message can
			t.messages[name] = "1 - []" + t.typeOf(of.Elem()) + "\n"
			return name
		}
		if of.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		return "[]" + t.typeOf(of.Elem())
	case reflect.Map:
		if of.Key().Kind() != reflect.String {
			panic(of.String() + " has keys that are no strings")
		}
		return "map:" + t.typeOf(of.Elem())
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "bool"
	case reflect.Int32:
		return "int32"
	case reflect.Int64:
		return "int64"
	case reflect.Float64:
		return "double"
	default:
		panic("no protobuf type for " + of.String())
	}
}

func (t *table) fields(of reflect.Type) string {
	var fields strings.Builder
	if of.PkgPath() == "k8s.io/apimachinery/pkg/api/resource" && of.Name() == "Quantity" {
		return "1 - string\n" // its Go struct is the number that the text stands for
	}
	for i := range of.NumField() {
		field := of.Field(i)
		tag, found := field.Tag.Lookup("protobuf")
		if !found || tag == "-" {
			continue // TypeMeta, which stands in the envelope
		}
		number := strings.Split(tag, ",")[1]
		fieldType := t.typeOf(field.Type)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case bare[nameOf(of)]:
			fmt.Fprintf(&fields, "%s - %s\n", number, strings.Replace(fieldType, "bytes", "json", 1))
		case name == "" && strings.Contains(options, "inline"):
			fmt.Fprintf(&fields, "%s + %s\n", number, fieldType)
		case name == "" || name == "-":
			panic(nameOf(of) + "." + field.Name + " has no name in JSON")
		case field.Type.Kind() != reflect.Pointer && strings.Contains(options, "omitempty"):
			fmt.Fprintf(&fields, "%s %s %s omitempty\n", number, name, fieldType)
		default:
			fmt.Fprintf(&fields, "%s %s %s\n", number, name, fieldType)
		}
	}
	return fields.String()
}

func nameOf(of reflect.Type) string {
	return of.PkgPath() + "." + of.Name()
}
