type Child = Node | string | undefined | false;

interface Attributes {
  class?: string;
  title?: string;
  role?: string;
  tabIndex?: number;
  /** `aria-` and `data-` attributes. */
  [name: `aria-${string}` | `data-${string}`]: string | undefined;
}

/** An element with its children. Strings become text, never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const result = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    if (name === 'tabIndex') result.tabIndex = value as number;
    else result.setAttribute(name, String(value));
  }
  result.append(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  return result;
}

export function icon(name: string): HTMLElement {
  return element('span', { class: `codicon codicon-${name}`, 'aria-hidden': 'true' });
}

/** A button that shows an icon and is named for those who do not see it. */
export function iconButton(name: string, label: string, run: () => void): HTMLButtonElement {
  const button = element('button', { class: 'icon-button', title: label, 'aria-label': label }, icon(name));
  button.type = 'button';
  button.addEventListener('click', run);
  return button;
}

/** A button that is pressed or not. */
export function toggleButton(
  content: Node,
  label: string,
  run: (pressed: boolean) => void,
): HTMLButtonElement & { set(pressed: boolean): void } {
  const button = element(
    'button',
    { class: 'toggle', title: label, 'aria-label': label, 'aria-pressed': 'false' },
    content,
  );
  button.type = 'button';
  button.addEventListener('click', () => run(button.getAttribute('aria-pressed') !== 'true'));
  return Object.assign(button, {
    set: (pressed: boolean) => button.setAttribute('aria-pressed', String(pressed)),
  });
}

/** Changes a text only where it differs, so that nothing is laid out or read aloud again. */
export function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
