// Command client-go writes every kind that the local cluster serves with client-go's typed clients and their defaults.
// Its argument is the kubeconfig. It prints a line per check, and exits with 1 if one fails.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset"
)

var failed = false

func check(name string, err error) bool {
	if err != nil {
		failed = true
		fmt.Printf("FAILED %s: %v\n", name, err)
	} else {
		fmt.Println("ok", name)
	}
	return err == nil
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	config, err := clientcmd.BuildConfigFromFlags("", os.Args[1])
	if !check("load the kubeconfig", err) {
		os.Exit(1)
	}
	client := kubernetes.NewForConfigOrDie(config)

	namespace, err := client.CoreV1().Namespaces().Create(
		ctx, &core.Namespace{ObjectMeta: meta.ObjectMeta{GenerateName: "client-go-"}}, meta.CreateOptions{})
	if !check("create a Namespace", err) {
		os.Exit(1)
	}
	writeKinds(ctx, client, apiextensions.NewForConfigOrDie(config), namespace.Name)
	pods(ctx, client, namespace.Name)
	reviews(ctx, client)
	check("run a shared informer", informer(ctx, client, namespace.Name))
	check("run leader election", lead(ctx, client, namespace.Name))
	check("delete the Namespace", client.CoreV1().Namespaces().Delete(ctx, namespace.Name, meta.DeleteOptions{}))
	if failed {
		os.Exit(1)
	}
}

// informer waits until a shared informer has seen a ConfigMap come, change and go.
func informer(ctx context.Context, client kubernetes.Interface, namespace string) error {
	factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithNamespace(namespace))
	maps := factory.Core().V1().ConfigMaps().Informer()
	seen := make(chan string, 100)
	report := func(what string, object any) {
		if config, isMap := object.(*core.ConfigMap); isMap && config.Name == "informed" {
			seen <- what + " " + config.Data["key"]
		}
	}
	if _, err := maps.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(object any) { report("added", object) },
		UpdateFunc: func(_, object any) { report("updated", object) },
		DeleteFunc: func(object any) { report("deleted", object) },
	}); err != nil {
		return err
	}
	factory.Start(ctx.Done())
	if !cache.WaitForCacheSync(ctx.Done(), maps.HasSynced) {
		return fmt.Errorf("the informer does not sync: %w", ctx.Err())
	}
	await := func(expected string) error {
		select {
		case what := <-seen:
			if what != expected {
				return fmt.Errorf("the informer saw %q, not %q", what, expected)
			}
			return nil
		case <-ctx.Done():
			return fmt.Errorf("the informer did not see %q: %w", expected, ctx.Err())
		}
	}
	config := &core.ConfigMap{ObjectMeta: meta.ObjectMeta{Name: "informed"}, Data: map[string]string{"key": "a"}}
	created, err := client.CoreV1().ConfigMaps(namespace).Create(ctx, config, meta.CreateOptions{})
	if err != nil {
		return err
	}
	if err := await("added a"); err != nil {
		return err
	}
	created.Data["key"] = "b"
	if _, err := client.CoreV1().ConfigMaps(namespace).Update(ctx, created, meta.UpdateOptions{}); err != nil {
		return err
	}
	if err := await("updated b"); err != nil {
		return err
	}
	if err := client.CoreV1().ConfigMaps(namespace).Delete(ctx, "informed", meta.DeleteOptions{}); err != nil {
		return err
	}
	return await("deleted b")
}

// lead becomes the leader, renews the Lease until its renewal is seen, and releases it.
func lead(ctx context.Context, client kubernetes.Interface, namespace string) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	lock := &resourcelock.LeaseLock{
		LeaseMeta:  meta.ObjectMeta{Name: "leader", Namespace: namespace},
		Client:     client.CoordinationV1(),
		LockConfig: resourcelock.ResourceLockConfig{Identity: "client-go"},
	}
	renewals := make(chan error, 1)
	elector, err := leaderelection.NewLeaderElector(leaderelection.LeaderElectionConfig{
		Lock:            lock,
		LeaseDuration:   10 * time.Second,
		RenewDeadline:   5 * time.Second,
		RetryPeriod:     500 * time.Millisecond,
		ReleaseOnCancel: true,
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: func(ctx context.Context) { renewals <- renewed(ctx, client, namespace) },
			OnStoppedLeading: func() {},
		},
	})
	if err != nil {
		return err
	}
	done := make(chan struct{})
	go func() {
		elector.Run(ctx)
		close(done)
	}()
	select {
	case err = <-renewals:
	case <-ctx.Done():
		err = fmt.Errorf("nobody became the leader: %w", ctx.Err())
	}
	stop()
	<-done
	if err != nil {
		return err
	}
	lease, err := client.CoordinationV1().Leases(namespace).Get(context.Background(), "leader", meta.GetOptions{})
	if err != nil {
		return err
	}
	if holder := lease.Spec.HolderIdentity; holder != nil && *holder != "" {
		return fmt.Errorf("the Lease is still held by %s", *holder)
	}
	return nil
}

// renewed waits for an update of the Lease in a watch.
func renewed(ctx context.Context, client kubernetes.Interface, namespace string) error {
	lease, err := client.CoordinationV1().Leases(namespace).Get(ctx, "leader", meta.GetOptions{})
	if err != nil {
		return err
	}
	changes, err := client.CoordinationV1().Leases(namespace).Watch(
		ctx, meta.ListOptions{FieldSelector: "metadata.name=leader", ResourceVersion: lease.ResourceVersion})
	if err != nil {
		return err
	}
	defer changes.Stop()
	select {
	case change, open := <-changes.ResultChan():
		if !open {
			return fmt.Errorf("the watch of the Lease ended")
		}
		if change.Type != "MODIFIED" {
			return apierrors.FromObject(change.Object)
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
