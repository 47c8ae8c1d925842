# The network as NixOps 2 finds it by itself: both files, merged.
let
  agents = import ./hercules-ci-agents.nix;
  target = import ./hercules-ci-agents-target.nix;
in
agents
// {
  network = agents.network // {
    nixpkgs = import <nixpkgs> { };
  };
  agent.imports = [
    agents.agent
    target.agent
  ];
}
