import { PassThrough } from 'node:stream';
import type { ClientCapabilities, ProtocolConnection } from 'vscode-languageserver';
import { createConnection, createProtocolConnection } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import { serve } from './connection.ts';

export interface TestClient {
  client: ProtocolConnection;
  end(): Promise<void>;
}

/** Starts a server and a client at the two ends of a pipe, over one folder. */
export async function startServer(
  folder: string,
  capabilities: ClientCapabilities,
  initializationOptions: unknown = {},
): Promise<TestClient> {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const server = createConnection(up, down, undefined);
  serve(server, { rulePages: (code) => `file:///docs/rules/${code}.md` });
  const client = createProtocolConnection(down, up);
  client.onRequest('workspace/diagnostic/refresh', () => null);
  client.onRequest('client/registerCapability', () => null);
  client.listen();
  await client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities,
    initializationOptions,
    workspaceFolders: [{ uri: URI.file(folder).toString(), name: 'test' }],
  });
  await client.sendNotification('initialized', {});
  const end = async (): Promise<void> => {
    await client.sendRequest('shutdown');
    client.dispose();
    server.dispose();
  };
  return { client, end };
}
