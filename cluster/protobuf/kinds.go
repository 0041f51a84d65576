package main

import (
	"sort"

	admissionregistration "k8s.io/api/admissionregistration/v1"
	authentication "k8s.io/api/authentication/v1"
	authorization "k8s.io/api/authorization/v1"
	autoscaling "k8s.io/api/autoscaling/v1"
	coordination "k8s.io/api/coordination/v1"
	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	events "k8s.io/api/events/v1"
	policy "k8s.io/api/policy/v1"
	scheduling "k8s.io/api/scheduling/v1"
	storage "k8s.io/api/storage/v1"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// newScheme registers the group versions whose objects the local API server reads.
func newScheme() *runtime.Scheme {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		admissionregistration.AddToScheme,
		apiextensions.AddToScheme,
		authentication.AddToScheme,
		authorization.AddToScheme,
		autoscaling.AddToScheme,
		coordination.AddToScheme,
		core.AddToScheme,
		discovery.AddToScheme,
		events.AddToScheme,
		policy.AddToScheme,
		scheduling.AddToScheme,
		storage.AddToScheme,
	} {
		if err := add(scheme); err != nil {
			panic(err)
		}
	}
	return scheme
}

// kinds are those that a client can send in a body, in a fixed order. Nobody sends a list, and the other options are
// parameters of the URL.
func kinds(scheme *runtime.Scheme) []schema.GroupVersionKind {
	var kinds []schema.GroupVersionKind
	for kind := range scheme.AllKnownTypes() {
		object, err := scheme.New(kind)
		if err != nil {
			panic(err)
		}
		_, hasMetadata := object.(meta.Object)
		_, isAccessor := object.(interface{ GetObjectMeta() meta.Object })
		if (hasMetadata || isAccessor) && kind.Version == "v1" || kind.Kind == "DeleteOptions" && kind.Group == "" {
			kinds = append(kinds, kind)
		}
	}
	sort.Slice(kinds, func(i, j int) bool { return kinds[i].String() < kinds[j].String() })
	return kinds
}
