import { eventually, must, run } from './process.ts';

/** A cable between this machine and one guest, with a network of four addresses. */
export interface Link {
  guestAddress: string;
  /** Options of systemd-nspawn that make it. */
  nspawn: string[];
  /** Gives our end its address, which is a new one at each boot; does not wait. */
  connect(): void;
  cut(): Promise<void>;
  restore(): Promise<void>;
}

export async function createLink(machine: string): Promise<Link> {
  const device = `ve-${machine}`;
  const taken = await must('ip', ['-o', '-4', 'address']);
  let network = '';
  do {
    network = `10.231.${Math.floor(Math.random() * 256)}.${4 * Math.floor(Math.random() * 64)}`;
  } while (taken.includes(`${addressIn(network, 1)}/`));
  const attach = () =>
    eventually('our end of the cable', async () => {
      const added = await run('ip', ['address', 'replace', `${addressIn(network, 1)}/30`, 'dev', device]);
      return added.exit === 0 && (await run('ip', ['link', 'set', device, 'up'])).exit === 0 ? true : undefined;
    });
  return {
    guestAddress: addressIn(network, 2),
    nspawn: ['--network-veth'],
    // What goes wrong here shows as a guest that does not come up.
    connect: () => void attach().catch(() => undefined),
    cut: async () => void (await must('ip', ['link', 'set', device, 'down'])),
    restore: async () => void (await attach()),
  };
}

function addressIn(network: string, offset: number): string {
  const parts = network.split('.');
  return [...parts.slice(0, 3), Number(parts[3]) + offset].join('.');
}
