#!/bin/sh
# Becomes one program of a real control plane, with what it needs to run on loopback in the current folder:
#
#   ETCD_PORT=… ETCD_PEER_PORT=… PORT=… real-program.sh PROGRAM FOLDER [OPTION...]
#
# PROGRAM is etcd, kube-apiserver, kube-controller-manager or kube-scheduler, FOLDER what real-kubernetes/build.sh printed; further
# options are added. The current folder has pki/, as the local cluster makes it, and for the last two a kubeconfig.
set -eu
program=$1 folder=$2
shift 2
etcd=http://127.0.0.1:$ETCD_PORT
peers=http://127.0.0.1:$ETCD_PEER_PORT

case $program in
    etcd)
        set -- --data-dir=etcd --log-level=warn \
            --listen-client-urls="$etcd" --advertise-client-urls="$etcd" \
            --listen-peer-urls="$peers" --initial-advertise-peer-urls="$peers" --initial-cluster="default=$peers" "$@"
        ;;
    kube-apiserver)
        echo "$(cat pki/admin.token),admin,admin,system:masters" >tokens.csv
        # A way to the node agent, for logs, where there is a certificate for it.
        if [ -e pki/apiserver-kubelet-client.crt ]; then
            set -- --kubelet-certificate-authority=pki/ca.crt --kubelet-client-certificate=pki/apiserver-kubelet-client.crt \
                --kubelet-client-key=pki/apiserver-kubelet-client.key --kubelet-preferred-address-types=InternalIP "$@"
        fi
        set -- --etcd-servers="$etcd" --bind-address=127.0.0.1 --secure-port="$PORT" \
            --tls-cert-file=pki/apiserver.crt --tls-private-key-file=pki/apiserver.key \
            --token-auth-file=tokens.csv --authorization-mode=RBAC \
            --service-account-issuer=https://kubernetes.default.svc --service-account-key-file=pki/apiserver.crt \
            --service-account-signing-key-file=pki/apiserver.key --service-cluster-ip-range=10.96.0.0/16 \
            --enable-admission-plugins=OwnerReferencesPermissionEnforcement --disable-admission-plugins=ServiceAccount "$@"
        ;;
    kube-controller-manager)
        set -- --kubeconfig=kubeconfig --secure-port=0 --leader-elect=false \
            --root-ca-file=pki/ca.crt --service-account-private-key-file=pki/apiserver.key "$@"
        ;;
    kube-scheduler)
        set -- --kubeconfig=kubeconfig --secure-port=0 --leader-elect=false "$@"
        ;;
    *)
        echo "$0: no options are known for $program" >&2
        exit 2
        ;;
esac
exec "$folder/$program" "$@"
