import { describe, expect, it } from 'vitest';
import { classify } from './classify.ts';

const caches = '{ "a": { "kind": "NixCache" } }';

describe('classify', () => {
  it.each([
    ['binary-caches.json', '', 'binary-caches'],
    ['agent-1.binary-caches.json', 'broken {', 'binary-caches'],
    ['anything.json', caches, 'binary-caches'],
    ['secrets.json', caches, 'binary-caches'],
    ['anything.json', '{ "text": "CachixCache" }', undefined],
    ['secrets.json', '{}', 'secrets'],
    ['prod.secrets.json', '{ "a": { "kind": "Secret" } }', 'secrets'],
    ['secrets.json', '{ "a": { "data": {}, "condition": true } }', 'secrets'],
    ['secrets.json', '{ "password": "x" }', undefined],
    ['hercules-ci-agent.toml', '', 'agent-config'],
    ['hercules-ci-agent-two.json', '{}', 'agent-config'],
    ['agent.toml', '[agent]\nname = "x"', undefined],
    ['agent.toml', 'baseDirectory = "/x"', 'agent-config'],
    ['agent.json', '{ "baseDirectory": "/x" }', 'agent-config'],
    ['agent.json', '{ "name": "x" }', undefined],
    ['cachix-deploy.json', '[]', 'deploy-spec'],
    ['prod.deploy-spec.json', '', 'deploy-spec'],
    ['deploy.json', '{ "agents": {} }', 'deploy-spec'],
    ['deploy-prod.json', '{ "hosts": { "a": { "path": "/nix/store/x" } } }', 'deploy-spec'],
    ['deploy.json', '{ "agents": { "a": "$OUT" } }', 'deploy-spec'],
    ['deploy.json', '{ "agents": { "a": { "b": { "c": "/x" } } } }', undefined],
    ['deploy.json', '{ "scripts": { "a": "/x" } }', undefined],
    ['deployment.json', '{ "agents": {} }', undefined],
    ['cluster-join-token.key', '', 'join-token'],
    ['cachix-agent.token', '', 'agent-token'],
    ['a.nix', '{ deployment.targetHost = ""; }', 'nix'],
    ['a.nix', '{ agent = { deployment = { targetHost = ""; }; }; }', 'nix'],
    ['a.nix', '{ services = { cachix-agent.enable = true; }; }', 'nix'],
    ['a.nix', '{ services.hercules-ci-agents.x.enable = true; }', 'nix'],
    ['a.nix', '{ network.description = "x"; }', 'nix'],
    ['a.nix', '{ services.nginx.enable = true; }', undefined],
    ['nix-agents.json', '', 'inventory'],
    ['readme.md', caches, undefined],
  ])('takes %s saying %j for %s', (name, text, format) => {
    expect(classify(`/workspace/${name}`, text)).toBe(format);
  });
});
