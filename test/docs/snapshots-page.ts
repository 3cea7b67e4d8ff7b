// docs/snapshots.md: what an export reads, what leaves the cluster, and how it is run; its table is the code's own list.
import { EXPORTED_KINDS, type ExportedKind } from '../../lib/sources/exported-kinds.ts';
import { fieldPaths } from '../../lib/sources/kept-fields.ts';

const NEEDS: Readonly<Record<ExportedKind['need'], string>> = {
  needed: 'yes: without it the export ends with status 2',
  helpful: 'no: a warning, and less is known',
  'where-served': 'yes, where the API server has it',
};

/** What is kept of every object that is no policy. */
const META = fieldPaths(EXPORTED_KINDS.find(({ kind }) => kind === 'Job')?.fields ?? {});

function listOf(paths: readonly string[]): string {
  return paths.map((path) => `\`${path}\``).join(', ');
}

function resource({ group, plural }: ExportedKind): string {
  return group === '' ? plural : `${plural}.${group}`;
}

/** Kinds of the same fields and need share a row. */
function rows(): string {
  const groups = new Map<string, ExportedKind[]>();
  for (const kind of EXPORTED_KINDS) {
    const key = `${kind.need} ${fieldPaths(kind.fields).join(' ')}`;
    groups.set(key, [...(groups.get(key) ?? []), kind]);
  }
  return [...groups.values()]
    .map((kinds) => {
      const [first] = kinds;
      if (first === undefined) return '';
      const fields = listOf(fieldPaths(first.fields).filter((path) => !META.includes(path)));
      return `| ${kinds.map((kind) => `\`${resource(kind)}\``).join(', ')} | ${NEEDS[first.need]} | ${fields} |`;
    })
    .join('\n');
}

export function snapshotsPage(generated: string): string {
  return `# Snapshots

${generated}

A snapshot is one export of a cluster: who has which address, what selects whom, which policies are in force. flowfence joins the flow logs
with snapshots, so an analysis is as good as they are frequent: every 15 minutes is a beginning, every 5 is better
([what is lost between two](identity.md)).

## Exporting

\`\`\`text
flowfence snapshot                                                  # snapshots/<cluster>/<time>.json.gz, by the current kubeconfig
flowfence snapshot --context prod --out snapshots/prod/
flowfence snapshot --cluster prod --out s3://my-snapshots/snapshots/prod/
\`\`\`

The time in the name is when the export began. Lists are read in pages of 500; a list whose token expires in the middle is begun anew, a page
that does not come whole is asked for again, and where pods, namespaces or policies cannot be read nothing is written at all: a snapshot
without policies would turn blocked into allowed.

\`kubectl get pods,namespaces,nodes,services,endpointslices,networkpolicies,replicasets,jobs -A -o json\` makes a snapshot too, as it is, plain
or gzipped. It prints environment values, command lines and annotations, none of which are read;
[strip-snapshot.jq](strip-snapshot.jq) takes them out.

## What leaves the cluster

The fields that the readers of snapshots read, and no others: the list is made of their schemas. Of labels, selectors and the \`spec\` of
policies everything is kept. Images, and the names of their containers, are kept in namespaces of the cluster's own parts (\`kube-system\` and
the like), where they tell which network agent runs.

Of each object: ${listOf(META)}; of a policy only its name, namespace and labels. Besides:

| resources | needed | fields |
| --- | --- | --- |
${rows()}

Calico's API server shows the objects of \`crd.projectcalico.org\` once more as \`projectcalico.org\`; they are exported once.

## In the cluster

[infra/kubernetes](../infra/kubernetes) is a kustomize base with a CronJob that exports every 15 minutes to a bucket, a ClusterRole that allows
to \`list\` what the table names and nothing else, a NetworkPolicy for the exporter itself, and the restricted pod security standard. Copy the
overlay that fits, \`irsa\` or \`pod-identity\`, name your bucket, cluster, role and image, and apply it:

\`\`\`text
docker build -t REGISTRY/flowfence . && docker push REGISTRY/flowfence
kubectl apply -k infra/kubernetes/overlays/pod-identity
kubectl -n flowfence create job --from=cronjob/flowfence-snapshot first && kubectl -n flowfence logs job/first
\`\`\`

The role in AWS needs \`s3:PutObject\` on \`snapshots/<cluster>/*\` and nothing else ([deploy.md](deploy.md) makes it). Where both an IRSA annotation and
a Pod Identity association exist, IRSA wins. Pod Identity needs its agent on the node and runs on Linux EC2 nodes only; elsewhere take IRSA.

Several clusters write to one bucket, each below its own name. Fifteen minutes are 96 objects a day and cluster.
`;
}
