{
  agent = {
    deployment.targetHost = "203.0.113.10"; # Your agent's IP address running NixOS
  };
}
