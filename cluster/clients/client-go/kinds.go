package main

import (
	"context"
	"fmt"
	"reflect"

	admissionregistration "k8s.io/api/admissionregistration/v1"
	authentication "k8s.io/api/authentication/v1"
	authorization "k8s.io/api/authorization/v1"
	coordination "k8s.io/api/coordination/v1"
	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	events "k8s.io/api/events/v1"
	scheduling "k8s.io/api/scheduling/v1"
	storage "k8s.io/api/storage/v1"
	definitions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
)

// verbs are those that all typed clients have.
type verbs[T meta.Object] interface {
	Create(context.Context, T, meta.CreateOptions) (T, error)
	Update(context.Context, T, meta.UpdateOptions) (T, error)
	Patch(context.Context, string, types.PatchType, []byte, meta.PatchOptions, ...string) (T, error)
	Get(context.Context, string, meta.GetOptions) (T, error)
	Delete(context.Context, string, meta.DeleteOptions) error
}

// cycle creates, updates, patches and deletes an object.
func cycle[T meta.Object](ctx context.Context, client verbs[T], object T) {
	kind := reflect.TypeOf(object).Elem().String()
	created, err := client.Create(ctx, object, meta.CreateOptions{})
	if !check("create "+kind, err) {
		return
	}
	created.SetLabels(map[string]string{"updated": "yes"})
	_, err = client.Update(ctx, created, meta.UpdateOptions{})
	check("update "+kind, err)
	patch := []byte(`{"metadata":{"annotations":{"patched":"yes"}}}`)
	_, err = client.Patch(ctx, created.GetName(), types.StrategicMergePatchType, patch, meta.PatchOptions{})
	check("patch "+kind, err)
	read, err := client.Get(ctx, created.GetName(), meta.GetOptions{})
	if err == nil && (read.GetLabels()["updated"] != "yes" || read.GetAnnotations()["patched"] != "yes") {
		err = fmt.Errorf("its labels are %v, its annotations %v", read.GetLabels(), read.GetAnnotations())
	}
	check("read "+kind, err)
	now, uid := int64(0), created.GetUID()
	err = client.Delete(ctx, created.GetName(), meta.DeleteOptions{
		GracePeriodSeconds: &now, Preconditions: &meta.Preconditions{UID: &uid},
	})
	check("delete "+kind, err)
}

func writeKinds(ctx context.Context, client kubernetes.Interface, crds apiextensions.Interface, namespace string) {
	named := func(name string) meta.ObjectMeta { return meta.ObjectMeta{Name: name} }
	// What is not in a namespace has a name that no other run has.
	own := func(suffix string) meta.ObjectMeta { return named(namespace + suffix) }
	v1 := client.CoreV1()
	about := core.ObjectReference{Kind: "Namespace", Name: namespace, Namespace: namespace}
	http, protocol := int32(80), core.ProtocolTCP
	holder, seconds, now := "me", int32(15), meta.NowMicro()
	none, ignore := admissionregistration.SideEffectClassNone, admissionregistration.Ignore
	url := "https://127.0.0.1:1/hook"
	gigabyte := core.ResourceList{core.ResourceStorage: resource.MustParse("1Gi")}
	modes := []core.PersistentVolumeAccessMode{core.ReadWriteOnce}

	cycle(ctx, v1.ConfigMaps(namespace), &core.ConfigMap{
		ObjectMeta: named("c"), Data: map[string]string{"a": ""}, BinaryData: map[string][]byte{"b": {0xff}}})
	cycle(ctx, v1.Secrets(namespace), &core.Secret{ObjectMeta: named("s"), Data: map[string][]byte{"a": {0, 1}}})
	cycle(ctx, v1.ServiceAccounts(namespace), &core.ServiceAccount{ObjectMeta: named("a")})
	cycle(ctx, v1.Services(namespace), &core.Service{
		ObjectMeta: named("v"), Spec: core.ServiceSpec{Ports: []core.ServicePort{{Port: 80}}}})
	cycle(ctx, v1.Endpoints(namespace), &core.Endpoints{ObjectMeta: named("e"), Subsets: []core.EndpointSubset{{
		Addresses: []core.EndpointAddress{{IP: "10.0.0.1"}}, Ports: []core.EndpointPort{{Port: 80}}}}})
	cycle(ctx, v1.Events(namespace), &core.Event{
		ObjectMeta: named("o"), InvolvedObject: about, Reason: "Tried", Type: "Normal", LastTimestamp: meta.Now()})
	cycle(ctx, v1.LimitRanges(namespace), &core.LimitRange{ObjectMeta: named("l"), Spec: core.LimitRangeSpec{
		Limits: []core.LimitRangeItem{{Type: core.LimitTypePersistentVolumeClaim, Max: gigabyte}}}})
	cycle(ctx, v1.ResourceQuotas(namespace), &core.ResourceQuota{ObjectMeta: named("q"), Spec: core.ResourceQuotaSpec{
		Hard: core.ResourceList{core.ResourcePods: resource.MustParse("10")}}})
	cycle(ctx, v1.PersistentVolumeClaims(namespace), &core.PersistentVolumeClaim{
		ObjectMeta: named("p"), Spec: core.PersistentVolumeClaimSpec{
			AccessModes: modes, Resources: core.VolumeResourceRequirements{Requests: gigabyte}}})
	cycle(ctx, v1.PersistentVolumes(), &core.PersistentVolume{ObjectMeta: own("-pv"), Spec: core.PersistentVolumeSpec{
		AccessModes: modes, Capacity: gigabyte, StorageClassName: "none", PersistentVolumeSource: core.PersistentVolumeSource{
			HostPath: &core.HostPathVolumeSource{Path: "/tmp"}}}})
	cycle(ctx, v1.Nodes(), &core.Node{ObjectMeta: own("-node"), Spec: core.NodeSpec{Unschedulable: true}})
	cycle(ctx, v1.Namespaces(), &core.Namespace{ObjectMeta: own("-other")})
	cycle(ctx, client.CoordinationV1().Leases(namespace), &coordination.Lease{
		ObjectMeta: named("l"), Spec: coordination.LeaseSpec{
			HolderIdentity: &holder, LeaseDurationSeconds: &seconds, RenewTime: &now}})
	cycle(ctx, client.DiscoveryV1().EndpointSlices(namespace), &discovery.EndpointSlice{
		ObjectMeta: named("s"), AddressType: discovery.AddressTypeIPv4,
		Endpoints: []discovery.Endpoint{{Addresses: []string{"10.0.0.1"}}},
		Ports:     []discovery.EndpointPort{{Port: &http, Protocol: &protocol}}})
	cycle(ctx, client.EventsV1().Events(namespace), &events.Event{
		ObjectMeta: named("n"), EventTime: now, ReportingController: "example.dev/me", ReportingInstance: "me",
		Action: "Try", Reason: "Tried", Type: "Normal", Regarding: about})
	cycle(ctx, client.SchedulingV1().PriorityClasses(), &scheduling.PriorityClass{ObjectMeta: own("-class"), Value: 7})
	cycle(ctx, client.StorageV1().StorageClasses(), &storage.StorageClass{
		ObjectMeta: own("-class"), Provisioner: "example.dev/none"})
	cycle(ctx, client.AdmissionregistrationV1().MutatingWebhookConfigurations(),
		&admissionregistration.MutatingWebhookConfiguration{
			ObjectMeta: own("-hook"), Webhooks: []admissionregistration.MutatingWebhook{{
				Name: "hook.example.dev", AdmissionReviewVersions: []string{"v1"}, SideEffects: &none, FailurePolicy: &ignore,
				ClientConfig: admissionregistration.WebhookClientConfig{URL: &url},
				Rules: []admissionregistration.RuleWithOperations{{
					Operations: []admissionregistration.OperationType{admissionregistration.Create},
					Rule: admissionregistration.Rule{
						APIGroups: []string{"example.dev"}, APIVersions: []string{"v1"}, Resources: []string{"none"}}}}}}})
	group, one := namespace+".example.dev", 1.0
	strategic := crds.ApiextensionsV1().CustomResourceDefinitions()
	cycle(ctx, verbs[*definitions.CustomResourceDefinition](mergePatches{strategic}), &definitions.CustomResourceDefinition{
		ObjectMeta: named("widgets." + group), Spec: definitions.CustomResourceDefinitionSpec{
			Group: group, Scope: definitions.NamespaceScoped,
			Names: definitions.CustomResourceDefinitionNames{Plural: "widgets", Kind: "Widget"},
			Versions: []definitions.CustomResourceDefinitionVersion{{
				Name: "v1", Served: true, Storage: true,
				Schema: &definitions.CustomResourceValidation{OpenAPIV3Schema: &definitions.JSONSchemaProps{
					Type: "object", Properties: map[string]definitions.JSONSchemaProps{"size": {
						Type: "number", Minimum: &one, Default: &definitions.JSON{Raw: []byte("1.5")}}}}}}}}})
}

// pods writes a Pod, its status and its binding, and deletes pods by a selector.
func pods(ctx context.Context, client kubernetes.Interface, namespace string) {
	pods := client.CoreV1().Pods(namespace)
	pod := func(name string) *core.Pod {
		grace := int64(0)
		return &core.Pod{
			ObjectMeta: meta.ObjectMeta{Name: name, Labels: map[string]string{"app": "waiting"}},
			Spec: core.PodSpec{
				SchedulerName: "nobody", TerminationGracePeriodSeconds: &grace,
				Containers: []core.Container{{Name: "main", Image: "example.dev/none:1"}},
			},
		}
	}
	cycle(ctx, pods, pod("cycled"))
	created, err := pods.Create(ctx, pod("bound"), meta.CreateOptions{})
	if !check("create a Pod to bind", err) {
		return
	}
	created.Status.Conditions = append(created.Status.Conditions, core.PodCondition{
		Type: "example.dev/tried", Status: core.ConditionTrue, ObservedGeneration: 1})
	_, err = pods.UpdateStatus(ctx, created, meta.UpdateOptions{})
	check("update a Pod's status", err)
	err = pods.Bind(ctx, &core.Binding{
		ObjectMeta: meta.ObjectMeta{Name: "bound"}, Target: core.ObjectReference{Kind: "Node", Name: "gone"},
	}, meta.CreateOptions{})
	check("bind a Pod", err)
	err = pods.DeleteCollection(ctx, meta.DeleteOptions{}, meta.ListOptions{LabelSelector: "app=waiting"})
	check("delete Pods by a selector", err)
}

// mergePatches patches a CustomResourceDefinition by merging: strategic patches are for other kinds.
type mergePatches struct {
	verbs[*definitions.CustomResourceDefinition]
}

func (m mergePatches) Patch(
	ctx context.Context, name string, _ types.PatchType, patch []byte, options meta.PatchOptions, sub ...string,
) (*definitions.CustomResourceDefinition, error) {
	return m.verbs.Patch(ctx, name, types.MergePatchType, patch, options, sub...)
}

func reviews(ctx context.Context, client kubernetes.Interface) {
	who, err := client.AuthenticationV1().SelfSubjectReviews().Create(
		ctx, &authentication.SelfSubjectReview{}, meta.CreateOptions{})
	if err == nil && who.Status.UserInfo.Username == "" {
		err = apierrors.NewInternalError(fmt.Errorf("it names nobody"))
	}
	check("create a SelfSubjectReview", err)
	access, err := client.AuthorizationV1().SelfSubjectAccessReviews().Create(ctx, &authorization.SelfSubjectAccessReview{
		Spec: authorization.SelfSubjectAccessReviewSpec{ResourceAttributes: &authorization.ResourceAttributes{
			Verb: "create", Resource: "pods"}}}, meta.CreateOptions{})
	if err == nil && !access.Status.Allowed {
		err = fmt.Errorf("it says no")
	}
	check("create a SelfSubjectAccessReview", err)
	_, err = client.AuthorizationV1().SelfSubjectRulesReviews().Create(ctx, &authorization.SelfSubjectRulesReview{
		Spec: authorization.SelfSubjectRulesReviewSpec{Namespace: "default"}}, meta.CreateOptions{})
	check("create a SelfSubjectRulesReview", err)
}
