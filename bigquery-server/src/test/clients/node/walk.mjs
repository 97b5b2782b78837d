// Google's Node client. usage: node walk.mjs http://127.0.0.1:PORT   (after: npm install @google-cloud/bigquery)
import {BigQuery} from '@google-cloud/bigquery';

const host = process.argv[2];
const bq = new BigQuery({projectId: 'walk', apiEndpoint: host, authClient: undefined});
// No account: requests go out without a token.
bq.authClient.request = async options => {
  const response = await fetch(options.url ?? options.uri, {
    method: options.method ?? 'GET',
    headers: options.headers,
    body: options.body ?? (options.data ? JSON.stringify(options.data) : undefined),
  });
  return {data: await response.json(), status: response.status, headers: response.headers, config: options};
};
bq.authClient.authorizeRequest = async options => options;
bq.authClient.getProjectId = async () => 'walk';

function check(what, got, wanted) {
  if (JSON.stringify(got) !== JSON.stringify(wanted)) {
    console.error(`${what}: got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`);
    process.exit(1);
  }
  console.log('ok', what);
}

const name = 'node_' + Date.now();
const [dataset] = await bq.createDataset(name);
const [table] = await dataset.createTable('things', {schema: 'id:integer,name:string'});
await table.insert([{id: 1, name: 'a'}, {id: 2, name: 'b'}]);
const [rows] = await bq.query({query: `SELECT id, name FROM \`${name}.things\` WHERE id > @least ORDER BY id`, params: {least: 0}});
check('query', rows, [{id: 1, name: 'a'}, {id: 2, name: 'b'}]);
const [job] = await bq.createQueryJob({query: 'SELECT n FROM UNNEST(GENERATE_ARRAY(1, 25000)) AS n'});
const [many] = await job.getQueryResults();
check('paging', many.length, 25000);
try {
  await bq.query('SELECT nothing FROM UNNEST([1])');
  check('error', 'none', 'one');
} catch (e) {
  check('error', e.message.includes('nothing'), true);
}
await dataset.delete({force: true});
console.log('node: all ok');
