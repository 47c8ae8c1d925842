/**
 * A Nix function of a flake that gives what agents need of its hosts, and forces nothing else: no text and no command
 * of a key. Paths become strings by `toString`, which unlike JSON does not copy them into the store.
 * `only` is `null`, or `{ collection, name }` of one host; with `names` nothing but these is given.
 */
export const evaluator = `
{ flake, only, names }:
let
  attempt = value: let tried = builtins.tryEval value; in if tried.success then tried.value else null;
  step = at: name: if builtins.isAttrs at && builtins.hasAttr name at then attempt (builtins.getAttr name at) else null;
  get = path: set: builtins.foldl' step (attempt set) path;
  attrs = value: if builtins.isAttrs value then value else { };
  text = value:
    if builtins.isString value then builtins.unsafeDiscardStringContext value
    else if builtins.isPath value then toString value
    else null;
  number = value: if builtins.isInt value then value else null;
  isTrue = value: builtins.isBool value && value;
  listOf = f: set: map (name: f name (step set name)) (builtins.attrNames set);

  # A host of a raw hive may be a module function: what it is given is there, and throws where it is looked at.
  unknown = throw "unknown without the module system";
  applied = module:
    if builtins.isFunction module then
      module (builtins.mapAttrs (_: _: unknown) (
        { config = null; pkgs = null; lib = null; name = null; nodes = null; modulesPath = null; }
        // builtins.functionArgs module
      ))
    else module;
  strict = module:
    if builtins.isFunction module && builtins.functionArgs module != { }
    then attempt (module (builtins.mapAttrs (_: _: unknown) (builtins.functionArgs module)))
    else attempt (applied module);

  portOf = options:
    let
      count = builtins.length options;
      at = builtins.filter (i: builtins.elemAt options i == "-p" && i + 1 < count) (builtins.genList (i: i) count);
    in if at == [ ] then null else text (builtins.elemAt options (builtins.head at + 1));

  pathsOf = agent: {
    "cluster-join-token.key" = text (get [ "settings" "clusterJoinTokenPath" ] agent);
    "binary-caches.json" = text (get [ "settings" "binaryCachesPath" ] agent);
    "secrets.json" = text (get [ "settings" "secretsJsonPath" ] agent);
  };
  keyOf = name: key: {
    name = let given = text (get [ "name" ] key); in if given == null then name else given;
    file = text (get [ "keyFile" ] key);
    folder = text (get [ "destDir" ] key);
  };
  hostOf = config:
    let
      single = get [ "services" "hercules-ci-agent" ] config;
      instances = attrs (get [ "services" "hercules-ci-agents" ] config);
      cachix = get [ "services" "cachix-agent" ] config;
      deployment = get [ "deployment" ] config;
    in {
      hercules =
        (if isTrue (get [ "enable" ] single) then [ { name = ""; paths = pathsOf single; } ] else [ ])
        ++ listOf (name: agent: { inherit name; paths = pathsOf agent; }) instances;
      cachix = if isTrue (get [ "enable" ] cachix) then {
        name = text (get [ "name" ] cachix);
        profile = text (get [ "profile" ] cachix);
        credentials = text (get [ "credentialsFile" ] cachix);
      } else null;
      keys = listOf keyOf (attrs (get [ "keys" ] deployment));
      address = {
        host = text (get [ "targetHost" ] deployment);
        user = text (get [ "targetUser" ] deployment);
        port = number (get [ "targetPort" ] deployment);
      };
    };
  nodeOf = deploy: node:
    let
      own = name: let given = get [ name ] node; in if given == null then get [ name ] deploy else given;
      options = own "sshOpts";
    in {
      hercules = [ ];
      cachix = null;
      keys = [ ];
      address = {
        host = text (get [ "hostname" ] node);
        user = text (own "sshUser");
        port = if builtins.isList options then attempt (portOf options) else null;
      };
    };

  configured = { of = host: let config = get [ "config" ] host; in if builtins.isAttrs config then hostOf config else null; };
  collections = {
    nixosConfigurations = configured // { hosts = get [ "nixosConfigurations" ] flake; };
    darwinConfigurations = configured // { hosts = get [ "darwinConfigurations" ] flake; };
    homeConfigurations = configured // { hosts = get [ "homeConfigurations" ] flake; };
    colmenaHive = configured // { hosts = get [ "colmenaHive" "nodes" ] flake; };
    colmena = {
      hosts = removeAttrs (attrs (get [ "colmena" ] flake)) [ "meta" "network" "defaults" ];
      of = host: let module = strict host; in if builtins.isAttrs module then hostOf module else null;
    };
    deploy = {
      hosts = get [ "deploy" "nodes" ] flake;
      of = node: if builtins.isAttrs node then nodeOf (get [ "deploy" ] flake) node else null;
    };
  };
  one = collection: name: {
    inherit collection name;
    host = if names then null else
      let kind = builtins.getAttr collection collections; in attempt (kind.of (step (attrs kind.hosts) name));
  };
  all = collection: map (one collection) (builtins.attrNames (attrs (builtins.getAttr collection collections).hosts));
in
if only == null then builtins.concatMap all (builtins.attrNames collections) else [ (one only.collection only.name) ]
`;

/** A Nix string literal. */
export function nixString(text: string): string {
  return `"${text
    .replace(/["\\]|\$(?=\{)/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')}"`;
}
